//! The function table: every function, method and constant of the language, with its documentation.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow_array::ArrayRef;

use super::kernel::Kernel;
use crate::formula::types::Type;

/// What a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Param {
    /// A value of this type, or of one that Java widens to it.
    Is(Type),
    /// A value of any type, as it is.
    Any,
    /// A number that Java calls primitive, as it is; chars are.
    Number,
    /// An array or vector of anything, as it is.
    List,
    /// An array or vector of such numbers, as it is.
    Numbers,
    /// A `BigDecimal` or `BigInteger`, as it is.
    Decimal,
}

/// What a function gives.
#[derive(Clone)]
pub(crate) enum Returns {
    Is(Type),
    /// It depends on the arguments' types; none where the function does not take them.
    Of(&'static str, ResultType),
}

/// The type of a result from the types of the arguments.
pub(crate) type ResultType = Arc<dyn Fn(&[Type]) -> Option<Type> + Send + Sync>;

impl Returns {
    /// A type that depends on the arguments' types; `about` says in the documentation which.
    pub fn of(about: &'static str, of: impl Fn(&[Type]) -> Option<Type> + Send + Sync + 'static) -> Self {
        Returns::Of(about, Arc::new(of))
    }
}

/// An entry of the table.
pub(crate) struct Function {
    /// `name(a, b)`, for the documentation; the name without a package.
    pub call: &'static str,
    /// One line.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test makes the documentation of it"))]
    pub about: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test makes the documentation of it"))]
    pub theme: &'static str,
    pub kernel: Kernel,
    /// Whether it is called on its first argument, and fails where one that must not be null is.
    pub method: bool,
    /// Whether its last parameter may be given any number of times, none included.
    pub variadic: bool,
    /// Whether it gives the same for the same arguments.
    pub pure: bool,
    /// Other names.
    pub also: &'static [&'static str],
}

/// A constant by its name.
pub(crate) struct NamedConstant {
    pub name: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test makes the documentation of it"))]
    pub about: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test makes the documentation of it"))]
    pub theme: &'static str,
    pub constant_type: Type,
    /// The one value.
    pub value: ArrayRef,
}

/// All functions, methods and constants.
#[derive(Default)]
pub(crate) struct Table {
    theme: &'static str,
    pub functions: Vec<Function>,
    pub constants: Vec<NamedConstant>,
    functions_by_name: HashMap<&'static str, Vec<usize>>,
    methods_by_name: HashMap<&'static str, Vec<usize>>,
    constants_by_name: HashMap<&'static str, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (theme, add) in super::THEMES {
        table.theme = theme;
        add(&mut table);
    }
    table.index();
    table
});

/// The function table, which is made when it is first needed.
pub(crate) fn table() -> &'static Table {
    &TABLE
}

impl Function {
    pub fn name(&self) -> &'static str {
        self.call.split('(').next().unwrap_or(self.call)
    }

    /// The other names under which it is known.
    pub fn also(&mut self, names: &'static [&'static str]) -> &mut Self {
        self.also = names;
        self
    }

    /// It may give something else each time.
    pub fn impure(&mut self) -> &mut Self {
        self.pure = false;
        self
    }

    /// The last parameter may be given any number of times.
    pub fn variadic(&mut self) -> &mut Self {
        self.variadic = true;
        self
    }
}

impl Table {
    /// Adds a function; `call` is how it is called, `hypot(x, y)` or `Math.max(a, b)`.
    pub fn function(&mut self, call: &'static str, about: &'static str, kernel: Kernel) -> &mut Function {
        self.add(call, about, kernel, false)
    }

    /// Adds a method of its first parameter: `substring(begin, end)` is called as `S.substring(1, 2)`.
    pub fn method(&mut self, call: &'static str, about: &'static str, kernel: Kernel) -> &mut Function {
        self.add(call, about, kernel, true)
    }

    /// Adds a constant, the only value of an array.
    pub fn constant(&mut self, name: &'static str, about: &'static str, constant_type: Type, value: ArrayRef) {
        self.constants.push(NamedConstant {
            name,
            about,
            theme: self.theme,
            constant_type,
            value,
        });
    }

    fn add(&mut self, call: &'static str, about: &'static str, kernel: Kernel, method: bool) -> &mut Function {
        let at = self.functions.len();
        self.functions.push(Function {
            call,
            about,
            theme: self.theme,
            kernel,
            method,
            variadic: false,
            pure: true,
            also: &[],
        });
        &mut self.functions[at]
    }

    fn index(&mut self) {
        for (position, function) in self.functions.iter().enumerate() {
            let names = if function.method {
                &mut self.methods_by_name
            } else {
                &mut self.functions_by_name
            };
            for name in std::iter::once(function.name()).chain(function.also.iter().copied()) {
                names.entry(name).or_default().push(position);
            }
        }
        let constants = self.constants.iter().enumerate();
        self.constants_by_name = constants
            .map(|(position, constant)| (constant.name, position))
            .collect();
    }

    /// The functions of a name, `Math.max` with its class.
    pub fn functions(&self, name: &str) -> impl Iterator<Item = &Function> {
        let positions = self.functions_by_name.get(name).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|position| &self.functions[*position])
    }

    /// The methods of a name, for all types.
    pub fn methods(&self, name: &str) -> impl Iterator<Item = &Function> {
        let positions = self.methods_by_name.get(name).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|position| &self.functions[*position])
    }

    pub fn find_constant(&self, name: &str) -> Option<&NamedConstant> {
        self.constants_by_name
            .get(name)
            .map(|position| &self.constants[*position])
    }

    /// The names of all functions, for near matches.
    pub fn function_names(&self) -> impl Iterator<Item = &'static str> {
        self.functions_by_name.keys().copied()
    }

    /// The names of all methods, for near matches.
    pub fn method_names(&self) -> impl Iterator<Item = &'static str> {
        self.methods_by_name.keys().copied()
    }
}
