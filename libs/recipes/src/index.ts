export { RecipeApplication, type AppliedRecipe, type ApplyRequest } from './apply/recipe-application.service.js';
export { CartHistories, type CartHistory } from './carts/cart-history.service.js';
export { type Suggest } from './kit/asks.js';
export { type Recipe, type RecipeGroup } from './kit/define-recipe.js';
export { RECIPES } from './recipe.list.js';
export { sketchRecipe, type RecipeSketch } from './flow/sketch.js';
export { RecipesModule } from './recipes.module.js';
export { RecipesService, type RecipeView } from './recipes.service.js';
