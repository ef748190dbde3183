/** The stretch of bars that is judged. */
export interface Calendar {
  /** First bar that may be judged, and how many there are whose horizon is known. */
  readonly firstBar: number;
  readonly dates: number;
}
