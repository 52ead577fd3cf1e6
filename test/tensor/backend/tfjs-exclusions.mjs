/** Tests of tfjs-core that the backend does not pass, each with the reason. `test` is part of a test's full name. */
export const exclusions = [
  {
    test: 'avgPool ludus {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
    reason:
      'Forward, tfjs leaves padding out of the average; its gradient divides by the whole filter all the same, and the test expects ' +
      'that. Ours is the derivative of the forward pass, as finite differences confirm (dispatch.test.ts).',
  },
];
