import io.deephaven.csv.CsvSpecs
import io.deephaven.csv.CsvTools
import io.deephaven.csv.parsers.Parsers
read = { String text, CsvSpecs specs = CsvTools.builder().build() -> CsvTools.readCsv(new ByteArrayInputStream(text.getBytes('UTF-8')), specs) }
types = read('I,L,D,B,C,S,T\n1,2147483648,1.5,true,x,ab,2024-01-02T03:04:05.123Z\n-2,3,2,FALSE,y,"q,""d",2024-01-02T03:04:05 ET\n,,,,,,\n')
edges = read('A,B,C,D,E\n007,-2147483648,-9223372036854775808,1,NaN\n+1,2,3,a,-Infinity\n')
texts = read('A,B,C,D\ninf,0x10,1L,2024-01-02\n2,2,2,03:04:05\n')
spaces = read(' A , B b,1c\n  hi there  ,1,x\n" quoted ",2,y\n')
lines = read('A,B\r\n1,"two\nlines"\r\n,\r\n')
headless = read('1,x\n2,y\n', CsvSpecs.builder().hasHeaderRow(false).build())
some = read('junk\nA,B\n1,x\n2,y\n3,z\n', CsvSpecs.builder().skipHeaderRows(1).skipRows(1).numRows(1).build())
stated = read('A;B;C\nNA;2;3\n1;x;4\n', CsvSpecs.builder().delimiter(';' as char).nullValueLiterals(['NA']).putParserForName('C', Parsers.LONG).build())
lenient = read('A,B\n\n1\n1,2,3\n', CsvSpecs.builder().ignoreEmptyLines(true).allowMissingColumns(true).ignoreExcessColumns(true).build())
names = read('A b,a-b,class,A b,i\n1,2,3,4,5\n')
nothing = read('A,B\n')
