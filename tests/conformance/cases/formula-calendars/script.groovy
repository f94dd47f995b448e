import io.deephaven.time.calendar.Calendars
import java.time.Instant
import java.time.LocalDate
file = File.createTempFile('case', '.calendar')
file.deleteOnExit()
file.text = '''<calendar>
  <name>CASE_EXCHANGE</name>
  <timeZone>Europe/Berlin</timeZone>
  <description>A case</description>
  <firstValidDate>2023-01-01</firstValidDate>
  <lastValidDate>2024-12-31</lastValidDate>
  <default>
    <businessTime><open>09:00</open><close>12:00</close></businessTime>
    <businessTime><open>13:00</open><close>17:30</close></businessTime>
    <weekend>Saturday</weekend>
    <weekend>Sunday</weekend>
  </default>
  <holiday><date>2024-03-29</date></holiday>
  <holiday><date>2024-04-01</date></holiday>
  <holiday><date>2024-12-24</date><businessTime><open>09:00</open><close>12:00</close></businessTime></holiday>
  <holiday><date>2024-12-25</date></holiday>
  <holiday><date>2024-12-26</date></holiday>
</calendar>
'''
Calendars.addCalendarFromFile(file.path)
cal = Calendars.calendar('CASE_EXCHANGE')
Calendars.setCalendar('CASE_EXCHANGE')
src = newTable(instantCol('T', Instant.parse('2024-03-28T11:30:00Z'), Instant.parse('2024-03-29T08:00:00Z'), Instant.parse('2024-03-31T00:30:00.123Z'), Instant.parse('2024-12-24T10:59:59.999999999Z'), Instant.parse('2024-12-24T23:30:00Z'), null), stringCol('D', '2024-03-28', '2024-03-29', '2024-04-01', '2024-12-24', '2024-12-27', null), intCol('N', 1, 0, -2, 3, -1, 2))
days = src.select('T', 'A = cal.isBusinessDay(T)', 'B = isBusinessDay(D)', 'C = isBusinessTime(T)', 'E = cal.isLastBusinessDayOfWeek(D)', 'F = isLastBusinessDayOfMonth(D)', 'G = calendarDayOfWeekValue(T)', 'H = cal.dayOfWeekValue(D)')
moved = src.select('D', 'N', 'A = plusBusinessDays(D, N)', 'B = cal.minusBusinessDays(T, N)', 'C = plusNonBusinessDays(D, N)', 'E = cal.plusDays(T, N)', 'F = minusDays(D, N)', "G = cal.plusBusinessDays(isNull(D) ? null : parseLocalDate(D), N)")
between = src.select("A = numberBusinessDates(D, `2024-12-31`)", "B = cal.numberNonBusinessDates(D, `2024-12-31`, false, true)", "C = numberCalendarDates(`2024-03-01`, D)", "E = cal.businessDates(`2024-03-26`, D, true, false)", "F = businessDates(`2024-12-20`, `2024-12-30`).length", "G = cal.nonBusinessDates('2024-12-20T12:00:00Z', '2024-12-26T12:00:00Z')")
hours = src.select("A = diffBusinessNanos(T, '2024-12-31T12:00:00Z')", "B = cal.diffNonBusinessNanos('2024-03-25T12:00:00Z', T)", 'C = fractionStandardBusinessDay(T)', 'E = cal.fractionBusinessDayComplete(T)', 'F = fractionBusinessDayRemaining(T)', "G = cal.diffBusinessDays(T, '2024-01-02T12:00:00Z')", "H = diffBusinessYears('2023-06-01T12:00:00Z', T)", 'I = standardBusinessNanos()')
open = src.where('cal.isBusinessTime(T)').view('T')
program = newTable(stringCol('Zone', cal.timeZone().toString()), stringCol('Next', cal.plusBusinessDays('2024-03-28', 1)), intCol('Days', cal.numberBusinessDates(LocalDate.of(2024, 3, 1), LocalDate.of(2024, 3, 31))), stringCol('Day', cal.calendarDay('2024-12-24').toString()), stringCol('Holidays', cal.holidays().keySet().sort().toString()))
Calendars.setCalendar('UTC')
Calendars.removeCalendar('CASE_EXCHANGE')
after = emptyTable(1).update('A = cal.isBusinessDay(`2024-12-24`)')
refused = { formula -> try { emptyTable(1).update(formula); 'no' } catch (Exception e) { 'yes' } }
outside = newTable(stringCol('After', refused('A = cal.isBusinessDay(`2025-01-01`)')), stringCol('Before', refused('A = cal.plusBusinessDays(`2023-01-02`, -1)')), stringCol('NoDate', refused('A = cal.isBusinessDay(`soon`)')))
