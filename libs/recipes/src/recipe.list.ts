import type { Recipe } from './kit/define-recipe.js';
import { abandonedCart } from './recipes/abandoned-cart/abandoned-cart.recipe.js';
import { birthday } from './recipes/birthday/birthday.recipe.js';
import { crossSell } from './recipes/cross-sell/cross-sell.recipe.js';
import { ebook } from './recipes/ebook/ebook.recipe.js';
import { featureAdoption } from './recipes/feature-adoption/feature-adoption.recipe.js';
import { lapsing } from './recipes/lapsing/lapsing.recipe.js';
import { lowValue } from './recipes/low-value/low-value.recipe.js';
import { loyalty } from './recipes/loyalty/loyalty.recipe.js';
import { pageFollowUp } from './recipes/page-follow-up/page-follow-up.recipe.js';
import { productInterest } from './recipes/product-interest/product-interest.recipe.js';
import { referral } from './recipes/referral/referral.recipe.js';
import { renewal } from './recipes/renewal/renewal.recipe.js';
import { sunset } from './recipes/sunset/sunset.recipe.js';
import { welcome } from './recipes/welcome/welcome.recipe.js';
import { winBack } from './recipes/win-back/win-back.recipe.js';

/** Every recipe, in the order in which the web app offers it. A new one is a folder and a line here. */
export const RECIPES: readonly Recipe[] = [
  welcome,
  pageFollowUp,
  productInterest,
  abandonedCart,
  crossSell,
  ebook,
  birthday,
  loyalty,
  lowValue,
  referral,
  lapsing,
  winBack,
  sunset,
  featureAdoption,
  renewal,
];
