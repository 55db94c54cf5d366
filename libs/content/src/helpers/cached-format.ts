/** An Intl formatter takes 20 to 100 µs to make and 1 µs to use: they are kept by what makes them different. */
export function cacheFormats<T>(make: (key: string) => T, maxSize = 500): (key: string) => T {
  const formats = new Map<string, T>();
  return (key) => {
    const known = formats.get(key);
    if (known !== undefined) return known;
    // Languages, zones and currencies come from data: whoever fills the cache with nonsense empties it too.
    if (formats.size >= maxSize) formats.clear();
    const format = make(key);
    formats.set(key, format);
    return format;
  };
}
