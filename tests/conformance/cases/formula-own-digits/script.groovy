dec = { List<String> texts -> texts.collect { it == null ? null : new BigDecimal(it) } as BigDecimal[] }
src = newTable(
    col('A', dec(['1.5', '2', '-3.255', '1E+3', null, '10.00'])),
    col('B', dec(['0.25', '3.0', '7', '1.00', '2', '-0.5'])),
    col('P', dec(['1.50', '2.00', '-3.25', '0.01', null, '4.00'])),
    intCol('I', 1, 2, 3, 4, 5, 6),
    doubleCol('F', 0.5d, 1d, 1.25d, 1e10d, 0.1d, 3d),
    stringCol('S', '1.50', '2', '3.250', '1e3', '0.1', '7'))
numbers = src.view('Plus = A + 1', 'Minus = A - 0.10', 'Times = A * 2', 'Half = A / 2', 'Third = A / 3', 'Over = 3 / A', 'Rest = A % 2', 'Neg = -A', 'Long = A + 5L', 'More = A + 1 + B * 2')
pairs = src.view('Plus = A + B', 'Minus = A - B', 'Times = A * B', 'Over = A / B', 'Rest = A % B', 'WithP = A + P', 'TimesP = P * A')
doubles = src.view('Plus = A + F', 'Times = A * F', 'PPlus = P + F', 'PTimes = F * P', 'POver = P / F', 'Of = java.math.BigDecimal.valueOf(F)', 'OfText = new java.math.BigDecimal(S)')
cmp = src.view('Gt = A > B', 'Lt = A < 2', 'Eq = A == 10', 'Ne = A != B', 'Double = A < F', 'Null = A == null', 'Gt15 = A > 1.5')
choices = src.view('X = isNull(A) ? B : A', 'Y = I > 2 ? A : B', 'Z = I > 2 ? A : P', 'T = `` + A')
casts = src.view('I = (int)A', 'L = (long)A', 'D = (double)A')
methods = src.where('!isNull(A)').view('Add = A.add(B)', 'Mul = A.multiply(B)', 'Div = A.divide(B, 4, java.math.RoundingMode.HALF_UP)', 'Neg = A.negate()', 'Abs = A.abs()', 'Scale = A.scale()', 'Precision = A.precision()', 'Unscaled = A.unscaledValue()', 'Plain = A.toPlainString()', 'Strip = A.stripTrailingZeros()', 'Max = A.max(B)', 'Min = A.min(P)', 'Cmp = A.compareTo(B)', 'Pow = A.pow(2)', 'Left = A.movePointLeft(1)', 'Right = A.movePointRight(1)', 'Rounded = A.setScale(1, java.math.RoundingMode.HALF_EVEN)', 'Exact = A.setScale(4)')
arrays = src.view('A').groupBy().view('Plus = A + 1', 'Square = A * A', 'Sum2 = A[0] + A[1]')
filtered = src.where('A > 1.5')
