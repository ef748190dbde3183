/** Levels of a side: the dearest step that costs no more than fewer would. */
const USUAL = 100;

/** Where another number of levels is refused. Read in ccxt 4.5.84. */
const TABLE: Readonly<Record<string, number>> = {
  htx: 150,
};

/** How many levels of a side to ask an exchange for. @param exchangeId  ccxt's name of it. */
export function bookLevelsOf(exchangeId: string): number {
  return TABLE[exchangeId] ?? USUAL;
}
