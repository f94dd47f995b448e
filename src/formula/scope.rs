//! What names mean in a formula.

use arrow_schema::Schema;

use super::external::ExternalFunctions;
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

/// What a program gives to the formulas of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub variables: &'a Variables,
    pub functions: &'a ExternalFunctions,
}

/// No functions but the library's.
static NO_FUNCTIONS: ExternalFunctions = ExternalFunctions::new();

/// No variables.
static NO_VARIABLES: Variables = Variables::new();

impl Names<'_> {
    /// Nothing.
    pub fn none() -> Names<'static> {
        Names {
            variables: &NO_VARIABLES,
            functions: &NO_FUNCTIONS,
        }
    }
}

impl<'a> Scope<'a> {
    /// The columns of a table and nothing else.
    pub fn of(schema: &'a Schema) -> Self {
        let Names { variables, functions } = Names::none();
        Scope {
            schema,
            variables,
            functions,
        }
    }

    /// The same with what a program gives.
    #[must_use]
    pub fn with(self, names: Names<'a>) -> Self {
        Scope {
            variables: names.variables,
            functions: names.functions,
            ..self
        }
    }
}
