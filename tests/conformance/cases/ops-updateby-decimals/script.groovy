import java.math.MathContext
dec = { List<String> texts -> texts.collect { it == null ? null : new BigDecimal(it) } as BigDecimal[] }
big = { List<String> texts -> texts.collect { it == null ? null : new BigInteger(it) } as BigInteger[] }
rows = newTable(
    stringCol('K', 'a', 'b', 'a', 'a', 'b', 'a', 'b', 'a'),
    intCol('N', 1, 2, 3, 4, 5, 6, 7, 8),
    col('F', dec(['10.00', '1.50', null, '-3.25', '7.00', null, '1.10', '2.15'])),
    col('D', dec(['1.5', '2.25', null, '-3.125', '0.10', '7', null, '1E+3'])),
    col('B', big(['3', '5', null, '-7', '0', '123456789012345678901234567890', null, '2'])))
running = rows.updateBy([CumSum('SF = F', 'SD = D', 'SB = B'), CumProd('PF = F', 'PD = D'), CumMin('MF = F', 'MB = B'), CumMax('XD = D'), Fill('FD = D')])
keyed = rows.updateBy([CumSum('SF = F'), RollingAvg(2, 'AD = D'), Ema(2, 'EB = B')], 'K')
deltas = rows.updateBy([Delta('F', 'B'), Delta(DeltaControl.VALUE_DOMINATES, 'VD = D'), Delta(DeltaControl.ZERO_DOMINATES, 'ZD = D')])
rolling = rows.updateBy([RollingSum(3, 'SF = F', 'SD = D', 'SB = B'), RollingAvg(3, 'AF = F', 'AB = B'), RollingStd(3, 'TF = F', 'TD = D'), RollingMin(3, 'MD = D'), RollingCount(3, 'CD = D'), RollingProduct(2, 0, 'PD = D')])
weighted = rows.updateBy([RollingWAvg(3, 'N', 'F', 'D', 'B'), RollingWAvg(3, 'D', 'N2 = N')])
fading = rows.updateBy([Ema(3, 'AF = F', 'AB = B'), Ems(3, 'SD = D'), EmMin(3, 'MD = D'), EmMax(3, 'XD = D'), EmStd(3, 'TD = D')])
resets = rows.updateBy([Ema(OperationControl.builder().onNullValue(BadDataBehavior.RESET).bigValueContext(MathContext.DECIMAL32).build(), 3, 'D', 'B')])
short7 = rows.updateBy(UpdateByControl.builder().mathContext(MathContext.DECIMAL32).build(), [CumSum('SB = B', 'SD = D'), RollingAvg(3, 'AB = B'), RollingStd(3, 'TF = F')], [])
