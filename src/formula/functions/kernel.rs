//! Kernels: how a function maps whole columns, made of closures over single values.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_buffer::NullBuffer;

use super::kind::{Argument, Returned};
use super::table::{Param, Returns};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// What a function takes, gives and does.
#[derive(Clone)]
pub(crate) struct Kernel {
    pub params: Vec<Param>,
    /// Which of the parameters the kernel wants to see when they are null.
    pub sees_nulls: Vec<bool>,
    pub returns: Returns,
    /// Whether it can fail a row.
    pub fails: bool,
    pub run: Run,
}

/// Maps whole columns.
pub(crate) type Run = Arc<dyn Fn(&Arguments<'_>) -> Outcome + Send + Sync>;

impl Kernel {
    /// The same kernel, which no row can fail.
    pub fn infallible(self) -> Self {
        Kernel { fails: false, ..self }
    }

    /// Which rows have no null in an argument of which the kernel wants none; none when all rows have none.
    fn valid(sees_nulls: &[bool], arguments: &Arguments<'_>) -> Option<NullBuffer> {
        arguments.nulls(|position| !sees_nulls.get(position).copied().unwrap_or(false))
    }
}

/// A kernel over whole columns, for what the others cannot do. It sees nulls; the values have the types of `params`, or
/// for [`Param::Any`] and its like the types of the arguments.
pub(crate) fn general(
    params: &[Param],
    returns: Returns,
    run: impl Fn(&Arguments<'_>) -> Outcome + Send + Sync + 'static,
) -> Kernel {
    Kernel {
        params: params.to_vec(),
        sees_nulls: vec![true; params.len()],
        returns,
        fails: true,
        run: Arc::new(run),
    }
}

/// The argument at a position, row by row.
struct Column<'a, A: Argument> {
    reader: A::Reader<'a>,
    constant: bool,
}

impl<'a, A: Argument> Column<'a, A> {
    fn of(arguments: &'a Arguments<'_>, position: usize) -> Outcome<Self> {
        let value: &Value = arguments.values.get(position).ok_or_else(missing)?;
        Ok(Column {
            reader: A::reader(value.array().as_ref()),
            constant: value.is_constant(),
        })
    }

    fn get(&self, row: usize) -> A::Value<'a> {
        A::value(&self.reader, if self.constant { 0 } else { row })
    }
}

fn missing() -> Failure {
    Failure::Whole(crate::error::Error::internal("a function lacks an argument"))
}

/// Kernels of so many arguments. Rows with a null in an argument that is not [`Maybe`](super::kind::Maybe) are null;
/// `f` may be called for them all the same, with any value, and must not panic.
macro_rules! map {
    ($about:literal, $map:ident, $($argument:ident $name:ident $position:literal),+) => {
        #[doc = $about]
        pub(crate) fn $map<$($argument: Argument,)+ R: Returned>(
            f: impl for<'a> Fn($($argument::Value<'a>),+) -> R::Item + Send + Sync + 'static,
        ) -> Kernel {
            let sees_nulls = vec![$($argument::SEES_NULLS),+];
            Kernel {
                params: vec![$($argument::param()),+],
                sees_nulls: sees_nulls.clone(),
                returns: Returns::Is(R::returns()),
                fails: R::FAILS,
                run: Arc::new(move |arguments| {
                    let valid = Kernel::valid(&sees_nulls, arguments);
                    $(let $name = Column::<$argument>::of(arguments, $position)?;)+
                    // All null: columns of constant nulls have no value to be read.
                    R::collect(arguments.rows, valid, |row| f($($name.get(row)),+))
                }),
            }
        }
    };
}

/// The same for results that are texts, which `f` appends to a buffer.
macro_rules! map_to_text {
    ($about:literal, $write:ident, $($argument:ident $name:ident $position:literal),+) => {
        #[doc = $about]
        pub(crate) fn $write<$($argument: Argument),+>(
            f: impl for<'a> Fn($($argument::Value<'a>,)+ &mut String) + Send + Sync + 'static,
        ) -> Kernel {
            let sees_nulls = vec![$($argument::SEES_NULLS),+];
            Kernel {
                params: vec![$($argument::param()),+],
                sees_nulls: sees_nulls.clone(),
                returns: Returns::Is(Type::String),
                fails: false,
                run: Arc::new(move |arguments| {
                    let valid = Kernel::valid(&sees_nulls, arguments);
                    $(let $name = Column::<$argument>::of(arguments, $position)?;)+
                    Ok(write(arguments.rows, valid, |row, text| f($($name.get(row),)+ text)))
                }),
            }
        }
    };
}

map!("A kernel of one argument.", map1, A a 0);
map!("A kernel of two arguments.", map2, A a 0, B b 1);
map!("A kernel of three arguments.", map3, A a 0, B b 1, C c 2);
map!("A kernel of four arguments.", map4, A a 0, B b 1, C c 2, D d 3);
map!("A kernel of five arguments.", map5, A a 0, B b 1, C c 2, D d 3, E e 4);
map_to_text!("A kernel of one argument that gives a text.", write1, A a 0);
map_to_text!("A kernel of two arguments that gives a text.", write2, A a 0, B b 1);
map_to_text!("A kernel of three arguments that gives a text.", write3, A a 0, B b 1, C c 2);

/// Texts that are appended to a buffer, which they share.
fn write(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize, &mut String)) -> arrow_array::ArrayRef {
    let mut texts = StringBuilder::with_capacity(rows, 16 * rows);
    let mut text = String::new();
    for row in 0..rows {
        if valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
            texts.append_null();
            continue;
        }
        text.clear();
        item(row, &mut text);
        texts.append_value(&text);
    }
    Arc::new(texts.finish())
}
