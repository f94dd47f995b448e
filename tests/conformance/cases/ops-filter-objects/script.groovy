import io.deephaven.api.ColumnName
import io.deephaven.api.RawString
import io.deephaven.api.filter.*
import io.deephaven.api.literal.Literal
import java.util.regex.Pattern
t = newTable(stringCol('S', 'abc', null, 'xabcx', 'ABC', 'a\nbc', ''), intCol('I', 1, 2, 3, 4, 5, 6))
s = ColumnName.of('S')
f = { String p, int flags, mode, inv -> t.where(FilterPattern.of(s, Pattern.compile(p, flags), mode, inv)).view('I') }
a1 = f('abc', 0, FilterPattern.Mode.MATCHES, false)
a2 = f('abc', 0, FilterPattern.Mode.FIND, false)
a3 = f('abc', 0, FilterPattern.Mode.MATCHES, true)
a4 = f('abc', 0, FilterPattern.Mode.FIND, true)
a5 = f('abc', Pattern.CASE_INSENSITIVE, FilterPattern.Mode.FIND, false)
a6 = f('^a.', Pattern.DOTALL, FilterPattern.Mode.FIND, false)
a7 = f('^bc', Pattern.MULTILINE, FilterPattern.Mode.FIND, false)
a8 = t.where(Filter.not(FilterPattern.of(s, Pattern.compile('abc'), FilterPattern.Mode.FIND, false))).view('I')
a9 = f('x$', 0, FilterPattern.Mode.FIND, false)
a10 = f('a.c', Pattern.LITERAL, FilterPattern.Mode.FIND, false)
a11 = t.where(FilterIn.of(s, Literal.of('abc'), Literal.of('ABC'))).view('I')
a12 = t.where(Filter.or(FilterComparison.eq(s, Literal.of('abc')), Filter.isNull(s))).view('I')
a13 = t.where(Filter.and(Filter.from('I > 1', 'I < 4'))).view('I')
a14 = t.where(FilterOr.of(Filter.from('I = 1', 'I = 4'))).view('I')
a15 = t.where(FilterNot.of(RawString.of('I > 2'))).view('I')
a16 = t.where(FilterComparison.gt(ColumnName.of('I'), Literal.of(3)).invert()).view('I')
a17 = t.wouldMatch('Big = I > 3', 'Named = S in `abc`, `ABC`')
a18 = mergeSorted('I', [t.where('I > 3'), t.where('I <= 3')]).view('I')
