import { expect, test } from '../support/jest.js';
import { CATALOGUE_VERSION } from '../../src/indicators/catalogue-version.js';
import { otherCatalogue } from '../../src/library/recorded-options.js';
import { HEADER } from '../recording/fixture.js';

test('a recording made with other definitions says so before its hashes are compared', () => {
  expect(otherCatalogue({ header: { ...HEADER, catalogueVersion: '1' } })).toBe(
    `made with catalogue 1, recomputed with ${CATALOGUE_VERSION}: hashes may differ`,
  );
  expect(otherCatalogue({ header: { ...HEADER, catalogueVersion: CATALOGUE_VERSION } })).toBeNull();
});
