//! Functions of a program in formulas.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Fields, SchemaRef};

use super::formula::check_name;
use super::functions::table;
use super::kernels::normal::normal;
use super::types::Type;
use super::value::{Arguments, Failure, Outcome};
use crate::error::{Error, ErrorKind, Result, panic_text};

/// Functions of a program by their names.
pub(crate) type ExternalFunctions = BTreeMap<String, Arc<dyn ExternalFunction>>;

/// A function that is not of this library: it maps whole Arrow arrays.
pub(crate) trait ExternalFunction: Send + Sync {
    /// The method that calls it too: of the name `call`, `gg(X)` is also `gg.call(X)`.
    fn method(&self) -> &str {
        "call"
    }

    /// The field of the result for arguments of these fields; fails where the function does not take them.
    fn returns(&self, arguments: &Fields) -> Result<Field>;

    /// The results for a batch of arguments, one result a row, of the type that [`returns`](Self::returns) gave. An
    /// error may name its row of the batch as the fact `row`.
    fn call(&self, arguments: &RecordBatch) -> Result<ArrayRef>;
}

/// A function of a program, which formulas call by the name under which it is
/// [registered](crate::Session::register_function).
///
/// It is called with a batch of rows, of which each column is an argument, and gives an array with a value for each row:
/// never row by row, and never for rows that a condition leaves out. The arguments have the types of the formula
/// language: whole numbers and floating-point numbers as they are, `Utf8`, `Timestamp(ns, UTC)`, `Decimal256(76, scale)`,
/// `List`, ….
///
/// It is called by whichever thread computes the formula: the session's, the one that makes a table, or one that reads a
/// column of a view; so it may be called by several at once. It must not make tables or wait for changes, which is
/// refused, since what it would wait for waits for it; reading tables is possible.
///
/// An error, a panic, or an array of another type or length fails the table, not the process. An error that has the fact
/// `row`, the number of a row within the batch, names the row of the table.
#[derive(Clone)]
pub struct Function {
    returns: Arc<Returns>,
    call: Arc<Call>,
}

type Returns = dyn Fn(&Fields) -> Result<Field> + Send + Sync;
type Call = dyn Fn(&RecordBatch) -> Result<ArrayRef> + Send + Sync;

impl Function {
    /// A function whose results have the type `returns`, whatever its arguments are.
    pub fn new(returns: DataType, call: impl Fn(&RecordBatch) -> Result<ArrayRef> + Send + Sync + 'static) -> Self {
        Self::typed(move |_| Ok(Field::new("", returns.clone(), true)), call)
    }

    /// A function that says the field of its result, whose name does not count, for the fields of its arguments, whose
    /// names do not count either; or that it does not take them, which fails the operation that asks for it.
    pub fn typed(
        returns: impl Fn(&Fields) -> Result<Field> + Send + Sync + 'static,
        call: impl Fn(&RecordBatch) -> Result<ArrayRef> + Send + Sync + 'static,
    ) -> Self {
        Function {
            returns: Arc::new(returns),
            call: Arc::new(call),
        }
    }
}

impl ExternalFunction for Function {
    fn returns(&self, arguments: &Fields) -> Result<Field> {
        (self.returns)(arguments)
    }

    fn call(&self, arguments: &RecordBatch) -> Result<ArrayRef> {
        (self.call)(arguments)
    }
}

/// The field of results of which each has a class of its own: JSON text.
pub(crate) fn object_field() -> Field {
    Type::Object.field("")
}

/// Refuses a name that a function cannot be registered under: one that is none, or that the library has.
pub(crate) fn check_function_name(name: &str) -> Result<()> {
    check_name(name).map_err(|_| {
        Error::invalid(format!(
            "a function cannot be called {name:?}: a name begins with a letter, _ or $, goes on with letters, digits, _ \
             and $, and is no word of the language"
        ))
        .with("function", name)
    })?;
    if table().functions(name).next().is_some() {
        return Err(Error::invalid(format!(
            "a function cannot be called {name:?}: formulas have a function of this name"
        ))
        .with("function", name));
    }
    Ok(())
}

/// A function with the types that a formula calls it with.
pub(super) struct BoundFunction {
    name: String,
    function: Arc<dyn ExternalFunction>,
    arguments: SchemaRef,
    returns: DataType,
    /// The type of the results in the language.
    pub of: Type,
}

impl BoundFunction {
    /// Fails where the function does not take such arguments.
    pub fn new(name: &str, function: Arc<dyn ExternalFunction>, arguments: &[Type]) -> Result<Self> {
        let field = |(position, of): (usize, &Type)| of.field(&format!("argument{}", position + 1));
        let fields: Fields = arguments.iter().enumerate().map(field).collect();
        let returns = guarded(name, || function.returns(&fields))?;
        Ok(BoundFunction {
            name: name.to_owned(),
            function,
            arguments: Arc::new(arrow_schema::Schema::new(fields)),
            of: Type::of(&returns),
            returns: returns.data_type().clone(),
        })
    }

    /// The results, one a row.
    pub fn run(&self, arguments: &Arguments<'_>) -> Outcome {
        let values = arguments.values.iter();
        let columns: Vec<ArrayRef> = values
            .map(|value| value.clone().into_array(arguments.rows))
            .collect::<Result<_>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(arguments.rows));
        let batch = RecordBatch::try_new_with_options(self.arguments.clone(), columns, &options)?;
        let results = {
            let _inside = Inside::enter();
            guarded(&self.name, || self.function.call(&batch)).map_err(|error| self.failure(error, arguments.rows))?
        };
        if results.len() != arguments.rows {
            let (name, given, rows) = (&self.name, results.len(), arguments.rows);
            return Err(self.broken(format!("the function {name} gave {given} results for {rows} rows")));
        }
        if *results.data_type() != self.returns {
            let (name, given, wanted) = (&self.name, results.data_type(), &self.returns);
            return Err(self.broken(format!(
                "the function {name} gave an array of type {given}, expected {wanted}"
            )));
        }
        Ok(normal(&results, &self.of)?)
    }

    fn broken(&self, message: String) -> Failure {
        Failure::Whole(Error::invalid(message).with("function", &self.name))
    }

    /// The failure of a call: of a row, if the function names one.
    fn failure(&self, error: Error, rows: usize) -> Failure {
        let named = error.detail("row").and_then(|row| row.parse().ok());
        let row = named.filter(|row: &usize| *row < rows).or((rows == 1).then_some(0));
        let message = match error.detail("function") {
            // It tells of the function itself.
            Some(_) => error.message().to_owned(),
            None => format!("the function {} failed: {}", self.name, error.message()),
        };
        match row {
            // No row is to blame for the end of a session.
            _ if error.kind() == ErrorKind::Closed => Failure::Whole(error),
            // With one argument it is plain which column is to blame.
            Some(row) if self.arguments.fields().len() == 1 => Failure::of(row, 0, message),
            Some(row) => Failure::row(row, message),
            None => Failure::Whole(
                Error::new(error.kind(), message)
                    .with("function", &self.name)
                    .with_all(&error),
            ),
        }
    }
}

/// Runs code of a program; a panic is an error.
fn guarded<T>(name: &str, body: impl FnOnce() -> Result<T>) -> Result<T> {
    // What a panic leaves behind is the program's own.
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let text = panic_text(&*panic);
        let error = Error::invalid(format!("the function {name} has panicked: {text}")).with("function", name);
        // The panic may carry a value whose own drop panics; leaking it is the lesser evil.
        std::mem::forget(panic);
        Err(error)
    })
}

thread_local! {
    /// How many functions of a program this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// While it lives, its thread is in a function of a program.
pub(crate) struct Inside(());

impl Inside {
    pub fn enter() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Inside(())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Whether this thread is in a function of a program.
pub(crate) fn is_inside() -> bool {
    DEPTH.get() > 0
}

/// Refuses, in a function of a program, what would wait for the table that waits for the function.
pub(crate) fn check_outside(what: &str) -> Result<()> {
    if is_inside() {
        return Err(Error::invalid(format!(
            "{what} within a function that a formula calls is not possible: what computes the formula waits for the function"
        )));
    }
    Ok(())
}
