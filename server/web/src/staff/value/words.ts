import { inBoth } from '../../language/words';

/** What is said where values are given. */
export const words = inBoth({
  zh: { known: '已有，可改', yes: '是', no: '否' },
  en: { known: 'known already', yes: 'Yes', no: 'No' },
});
