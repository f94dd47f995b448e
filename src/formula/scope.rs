//! What names mean in a formula.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::{Field, Schema};

use crate::error::Result;
use crate::spec::Variables;

/// What names mean in a formula: columns first, then the variables and functions of a script.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The columns of the table.
    pub schema: &'a Schema,
    /// Constants that a script had in its variables when it used the formula.
    pub variables: &'a Variables,
    /// Functions that a program has registered, and closures in a script's variables.
    pub functions: &'a ExternalFunctions,
}

/// Functions of a program by their names.
pub(crate) type ExternalFunctions = BTreeMap<String, Arc<dyn ExternalFunction>>;

/// A function that is not of this library: it maps whole Arrow arrays.
pub(crate) trait ExternalFunction: Send + Sync {
    /// The field of the result for arguments of these fields; fails where the function does not take them.
    fn returns(&self, arguments: &[Field]) -> Result<Field>;

    /// The results for arrays of the same length, one result a row.
    fn call(&self, arguments: &[ArrayRef]) -> Result<ArrayRef>;
}

/// No functions but the library's.
static NO_FUNCTIONS: ExternalFunctions = ExternalFunctions::new();

/// No variables.
static NO_VARIABLES: Variables = Variables::new();

impl<'a> Scope<'a> {
    /// The columns of a table and nothing else.
    pub fn of(schema: &'a Schema) -> Self {
        Scope {
            schema,
            variables: &NO_VARIABLES,
            functions: &NO_FUNCTIONS,
        }
    }

    /// The same with a script's constants.
    #[must_use]
    pub fn with_variables(self, variables: &'a Variables) -> Self {
        Scope { variables, ..self }
    }
}
