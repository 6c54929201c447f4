/** The part of jStat that is used here; the package has no types of its own. */
declare module 'jstat' {
  interface JStat {
    readonly studentt: {
      /** P(T ≤ x) for ν degrees of freedom; NaN where x is infinite. */
      cdf(x: number, freedom: number): number;
    };
  }
  const jstat: JStat;
  export default jstat;
}
