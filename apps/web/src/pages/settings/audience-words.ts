import { addWords } from '../../messages';
import { adAudiences } from '../../messages/en/ad-audiences';

addWords({ adAudiences });
