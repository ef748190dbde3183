import { describe, expect, test } from '../../../support/jest.js';
import { Turns } from '../../../../src/feeds/exchange/transport/turns.js';

describe('queued work', () => {
  test('is done in order, and other events are handled in between', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const work = (name: string): Promise<void> =>
      turns.next().then(() => {
        order.push(name);
        setImmediate(() => order.push(`came during ${name}`));
      });
    await Promise.all([work('first'), work('second'), work('third')]);
    expect(order).toEqual(['first', 'came during first', 'second', 'came during second', 'third']);
  });
});
