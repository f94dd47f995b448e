//! Tables from files, and files from tables.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::session::Session;
use super::table::Table;
use crate::error::Result;
use crate::file::{csv_table, write, write_csv};
use crate::spec::{CsvOutput, CsvSpecs, FileOutput};

impl Session {
    /// A table of the rows of a CSV file, which never changes. A column has the narrowest type that all of its values fit:
    /// Boolean, int, long, double, Instant, char or String, or what the specification says.
    ///
    /// # Errors
    /// A file that is not there, and what is wrong with it, by its row or column.
    pub fn read_csv(&self, path: impl AsRef<str>, specs: &CsvSpecs) -> Result<Table> {
        self.import_rows(csv_table::of_file(path.as_ref(), specs)?)
    }

    /// The same of the text of a file.
    ///
    /// ```
    /// # fn main() -> topictable::Result<()> {
    /// use topictable::{CsvSpecs, Session, pretty};
    ///
    /// let session = Session::new()?;
    /// let table = session.read_csv_text(b"Sym,Qty\nA,1\nB,\n", &CsvSpecs::default())?;
    /// assert_eq!(table.where_(["isNull(Qty)"])?.num_rows(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As above.
    pub fn read_csv_text(&self, text: &[u8], specs: &CsvSpecs) -> Result<Table> {
        self.import_rows(csv_table::of_bytes(text, specs)?)
    }

    fn import_rows(&self, (schema, rows): (SchemaRef, RecordBatch)) -> Result<Table> {
        self.import(schema, [Ok(rows)])
    }
}

impl Table {
    /// Writes the rows as they are now to a CSV file with a header, in the place of what is there.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a column that is not there; a column of a type that has no text, and a
    /// file that cannot be written.
    pub fn write_csv(&self, path: impl AsRef<str>, output: &CsvOutput) -> Result<()> {
        let mut batches = self.snapshot().batches();
        if let Some(columns) = &output.columns {
            batches = batches.columns(columns)?;
        }
        let schema = batches.schema().clone();
        write_csv(path.as_ref(), output, &schema, &mut batches)
    }

    /// Writes the rows as they are now to a file of the format that its name or the options say: CSV, Arrow (a stream
    /// where the name ends with `.arrows`) or Parquet. It takes the place of what is there when it is whole.
    ///
    /// # Errors
    /// A format that is not written, and a file that cannot be.
    pub fn write_file(&self, path: impl AsRef<str>, output: &FileOutput) -> Result<()> {
        let mut batches = self.snapshot().batches();
        let schema = batches.schema().clone();
        write(path.as_ref(), output, &schema, &mut batches)
    }
}

#[cfg(test)]
mod tests;
