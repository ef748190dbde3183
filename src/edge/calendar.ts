/** The range of bars that are judged. */
export interface Calendar {
  /** First bar that may be judged, and the number of bars whose whole horizon is known. */
  readonly firstBar: number;
  readonly dates: number;
}
