// Sources import './x.js' as Node wants it; under Jest that file is './x.ts'. Packages keep their own resolution.
module.exports = (request, options) => {
  const own = request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules');
  if (!own) return options.defaultResolver(request, options);
  try {
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  } catch {
    return options.defaultResolver(request, options);
  }
};
