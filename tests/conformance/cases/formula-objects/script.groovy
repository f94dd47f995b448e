class Book {
    private final Map<String, Integer> prices = [a: 1, c: 3]

    long price(String symbol, int more) { symbol == null ? -1L : prices[symbol] + more }

    boolean has(String symbol) { prices.containsKey(symbol) }

    String name(long number) { 'long' }

    String name(double number) { 'double' }
}

book = new Book()
names = new HashMap([1: 'one', 2: 'two'])
known = ['a', 'b']

source = newTable(intCol('X', 1, 2, NULL_INT), stringCol('S', 'a', 'c', 'z'))

called = source.update('P = book.has(S) ? book.price(S, 10) : NULL_LONG', 'N = (String)names.get(X)', 'K = known.contains(S)')
chosen = source.update('A = book.name(ii)', 'B = book.name(X / 2)')
filtered = source.where('known.contains(S)')
