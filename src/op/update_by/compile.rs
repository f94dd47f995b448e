//! From what is asked for to steps.

mod decimals;

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::decimals::is_decimal;
use super::delta;
use super::extremes::{Best, BestSoFar, KeyItems};
use super::formula::{FormulaColumn, WindowFormula};
use super::lists::Spans;
use super::moving::{Moved, Moving, Scale};
use super::rolling::{Rolling, Slider, Sliding};
use super::rows::{Operand, is_number, is_whole};
use super::running::{self, Fold, Folding, LastValue, Numeric, Running, Trues};
use super::sliding::{self, AsDoubles, AsLongs, AsValues, Count, Doubles, Longs, Present, True, Weighted};
use super::step::{Kernel, Shape, Step};
use super::windows::Reach;
use crate::agg::{
    Encodings, GroupFormula, Keys, Numbers, OwnDigits, Reads, bind_lists, is_number as has_keys, list_item,
};
use crate::decimal::MathContext;
use crate::error::{Error, Result};
use crate::formula::{Names, Scope, assignment, check_name};
use crate::op::Flow;
use crate::op::condition::Condition;
use crate::spec::{Decay, FilterSpec, OperationControl, UpdateByOperation, Window, has_own_digits};
use crate::table::{Snapshot, column_index};

/// What the operation is made of.
pub(super) struct Compiled {
    pub steps: Vec<Step>,
    pub schema: SchemaRef,
    /// Where each column of the result comes from.
    pub positions: Vec<Position>,
    /// The columns of timestamps that windows go by.
    pub timestamps: Vec<usize>,
}

/// Where a column of the result comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Position {
    Input(usize),
    Step(usize),
}

/// The most rows of a window, as in the mirrored API.
const MOST_ROWS: i64 = 2_147_483_639;

/// The steps of these operations on a table, grouped by the columns `keys`. Decimals of windows are rounded to `context`.
pub(super) fn compile(
    (operations, context): (&[UpdateByOperation], MathContext),
    input: &Snapshot,
    keys: &[String],
    flow: Flow,
    names: Names<'_>,
) -> Result<Compiled> {
    if operations.is_empty() {
        return Err(Error::invalid("updateBy has no operations"));
    }
    let schema = input.schema();
    let keys: Vec<usize> = keys.iter().map(|key| input.column_index(key)).collect::<Result<_>>()?;
    let mut compiler = Compiler {
        schema,
        keys: &keys,
        flow,
        names,
        context,
        fields: schema.fields().iter().map(|field| field.as_ref().clone()).collect(),
        compiled: Compiled {
            steps: Vec::new(),
            schema: schema.clone(),
            positions: (0..schema.fields().len()).map(Position::Input).collect(),
            timestamps: Vec::new(),
        },
    };
    operations
        .iter()
        .try_for_each(|operation| compiler.operation(operation))?;
    let mut compiled = compiler.compiled;
    compiled.schema = Arc::new(Schema::new(compiler.fields));
    Ok(compiled)
}

struct Compiler<'a> {
    schema: &'a Schema,
    keys: &'a [usize],
    flow: Flow,
    names: Names<'a>,
    context: MathContext,
    fields: Vec<Field>,
    compiled: Compiled,
}

/// A result's type, or its whole field where it is that of the column, and its kernel.
struct Made {
    field: Field,
    kernel: Kernel,
    operands: Vec<Operand>,
    shape: Shape,
}

impl Compiler<'_> {
    fn operation(&mut self, operation: &UpdateByOperation) -> Result<()> {
        let window = operation
            .window()
            .map(|window| self.window(operation, window))
            .transpose()?;
        match operation {
            UpdateByOperation::CumCountWhere { column, filters } => {
                let kernel = folded::<Trues>();
                let made = self.counted(column, filters, kernel)?;
                return self.add(operation, made);
            }
            UpdateByOperation::RollingCountWhere { column, filters, .. } => {
                let count: Box<dyn Rolling> = Box::new(Slider::<_, Count, _>::new(True, AsLongs));
                let made = self.counted(column, filters, rolled(window, count)?)?;
                return self.add(operation, made);
            }
            UpdateByOperation::RollingFormula {
                formula,
                parameter: None,
                ..
            } => {
                let (output, expression) = assignment(formula)?;
                let made = self.formula(window, output, expression, None)?;
                return self.add(operation, made);
            }
            _ => {}
        }
        let columns = operation.columns().unwrap_or_default();
        if !columns.is_empty() {
            for column in columns {
                let (output, source) = column.split_once('=').unwrap_or((column, column));
                let (output, source) = (output.trim(), self.column(operation, source.trim())?);
                let made = self.made(operation, window, output, source)?;
                let made = made.ok_or_else(|| self.refused(operation, source))?;
                self.add(operation, made)?;
            }
            return Ok(());
        }
        // All columns for which there is such an operation.
        let before = self.compiled.steps.len();
        for source in (0..self.schema.fields().len()).filter(|source| !self.keys.contains(source)) {
            let output = self.schema.field(source).name();
            if let Some(made) = self.made(operation, window, output, source)? {
                self.add(operation, made)?;
            }
        }
        if self.compiled.steps.len() == before {
            return Err(Error::invalid(format!(
                "{} is for all columns but the keys, and none of them is of a type that it takes",
                operation.name()
            )));
        }
        Ok(())
    }

    fn refused(&self, operation: &UpdateByOperation, source: usize) -> Error {
        let field = self.schema.field(source);
        let (name, data_type) = (field.name(), field.data_type());
        Error::unsupported(format!("column {name:?} of type {data_type} cannot be in {operation}"))
            .with("column", name)
            .with("operation", operation)
    }

    /// What an operation makes of a column; none if it does not take its type.
    fn made(
        &mut self,
        operation: &UpdateByOperation,
        window: Option<(Reach, Option<usize>)>,
        output: &str,
        source: usize,
    ) -> Result<Option<Made>> {
        use UpdateByOperation as By;
        if let Some(made) = self.decimals(operation, window, output, source)? {
            return Ok(Some(made));
        }
        let field = self.schema.field(source).clone();
        let data_type = field.data_type();
        let is_boolean = *data_type == DataType::Boolean;
        let (is_whole, is_number) = (is_whole(data_type), is_number(data_type));
        let long = Field::new(output, DataType::Int64, true);
        let double = Field::new(output, DataType::Float64, true);
        let same = field.clone().with_name(output).with_nullable(true);
        let mut operands = vec![Operand::Column(source)];
        let mut shape = Shape::Value;
        let running = |running: Box<dyn Running>| Kernel::Running(running);
        let (field, kernel) = match operation {
            By::CumSum { .. } if is_whole || is_boolean => (long, folded::<running::Sum<i64>>()),
            By::CumSum { .. } if is_number => (double, folded::<running::Sum<f64>>()),
            By::CumProd { .. } if is_whole && *data_type != DataType::UInt16 => {
                (long, folded::<running::Product<i64>>())
            }
            By::CumProd { .. } if is_number && !is_whole => (double, folded::<running::Product<f64>>()),
            By::CumMin { .. } | By::CumMax { .. } if !data_type.is_nested() => (
                same,
                running(best_so_far(&field, matches!(operation, By::CumMax { .. }))?),
            ),
            By::Fill { .. } => {
                shape = Shape::Row(source);
                (same, running(Box::<LastValue>::default()))
            }
            By::Delta { control, .. } => {
                let Some((result, kernel)) = delta::of(data_type, *control) else {
                    return Ok(None);
                };
                let reach = Reach { reverse: 2, forward: 0 };
                let field = if result == *data_type { same } else { long };
                (field, Kernel::Rolling(kernel, reach, None))
            }
            By::RollingSum { .. } if is_whole || is_boolean => {
                (long, rolled(window, slider::<_, sliding::WholeSum>(Longs, AsLongs))?)
            }
            By::RollingSum { .. } if is_number => {
                (double, rolled(window, slider::<_, sliding::Sum>(Doubles, AsDoubles))?)
            }
            By::RollingAvg { .. } if is_number || is_boolean => (
                double,
                rolled(window, slider::<_, sliding::Average>(Doubles, AsDoubles))?,
            ),
            By::RollingProduct { .. } if is_number => (
                double,
                rolled(window, slider::<_, sliding::Product>(Doubles, AsDoubles))?,
            ),
            By::RollingStd { .. } if is_number || is_boolean => (
                double,
                rolled(window, slider::<_, sliding::Deviation>(Doubles, AsDoubles))?,
            ),
            By::RollingWAvg { weight, .. } if is_number => {
                operands.push(Operand::Column(self.weight(operation, weight)?));
                (
                    double,
                    rolled(window, slider::<_, sliding::WeightedAverage>(Weighted, AsDoubles))?,
                )
            }
            By::RollingCount { .. } => (long, rolled(window, slider::<_, Count>(Present, AsLongs))?),
            By::RollingMin { .. } | By::RollingMax { .. } if !data_type.is_nested() => {
                let kernel = best_of_window(&field, matches!(operation, By::RollingMax { .. }))?;
                (same, rolled(window, kernel)?)
            }
            By::RollingGroup { .. } => {
                operands.clear();
                let item = list_item(&field);
                shape = Shape::List(source, item.clone());
                let field = Field::new(output, DataType::List(item), true);
                (field, rolled(window, Box::<Spans>::default())?)
            }
            By::RollingFormula {
                formula,
                parameter: Some(parameter),
                ..
            } => {
                let parameter = parameter.trim();
                check_name(parameter)?;
                return self
                    .formula(window, output, formula, Some((source, parameter)))
                    .map(Some);
            }
            _ => match operation.decay() {
                Some((decay, control)) if is_number => {
                    let (scale, time) = self.scale(operation, decay)?;
                    operands.extend(time.map(Operand::Column));
                    let moving = moving(operation, field.name(), is_whole, scale, *control);
                    (double, running(Box::new(moving)))
                }
                _ => return Ok(None),
            },
        };
        Ok(Some(Made {
            field,
            kernel,
            operands,
            shape,
        }))
    }

    /// Counts the rows for which filters are true.
    fn counted(&self, column: &str, filters: &[FilterSpec], kernel: Kernel) -> Result<Made> {
        let scope = Scope::of(self.schema).with(self.names);
        Ok(Made {
            field: Field::new(column.trim(), DataType::Int64, true),
            kernel,
            operands: vec![Operand::Matches(Condition::all(filters, &scope)?)],
            shape: Shape::Value,
        })
    }

    /// The formula of a window; with `param` over the values of the column at that index, under that name, otherwise over
    /// all columns, of which the keys are values.
    fn formula(
        &self,
        window: Option<(Reach, Option<usize>)>,
        output: &str,
        expression: &str,
        param: Option<(usize, &str)>,
    ) -> Result<Made> {
        let GroupFormula { formula, reads } = bind_lists(expression, (self.schema, self.keys), param, self.names)?;
        let list = |column| FormulaColumn::List(column, list_item(self.schema.field(column)));
        let columns = match reads {
            Reads::List(column) => vec![list(column)],
            Reads::All => (0..self.schema.fields().len())
                .map(|column| match self.keys.contains(&column) {
                    true => FormulaColumn::Value(column),
                    false => list(column),
                })
                .collect(),
        };
        if formula.needs_positions() {
            return Err(Error::unsupported(format!(
                "the formula {expression:?} of a window uses i, ii, k or a column array: rows of windows have no such \
                 places"
            ))
            .with("formula", expression));
        }
        let field = formula.field(output);
        Ok(Made {
            kernel: rolled(window, Box::<Spans>::default())?,
            operands: Vec::new(),
            shape: Shape::Formula(Box::new(WindowFormula::new(formula, columns, &field))),
            field,
        })
    }

    /// The window of an operation, and the number of the timelines that it goes by.
    fn window(&mut self, operation: &UpdateByOperation, window: &Window) -> Result<(Reach, Option<usize>)> {
        let reach = Reach::from(window);
        let size = reach.reverse.saturating_add(reach.forward);
        if size < 0 {
            return Err(Error::invalid(format!(
                "the window of {operation} ends before it begins: the sum of its two numbers must not be negative"
            ))
            .with("operation", operation));
        }
        let Some(column) = window.column() else {
            if size > MOST_ROWS {
                return Err(Error::invalid(format!(
                    "the window of {operation} has {size} rows: expected at most {MOST_ROWS}"
                ))
                .with("operation", operation));
            }
            return Ok((reach, None));
        };
        let column = self.timestamps(operation, column)?;
        let known = &mut self.compiled.timestamps;
        let line = known.iter().position(|known| *known == column).unwrap_or_else(|| {
            known.push(column);
            known.len() - 1
        });
        Ok((reach, Some(line)))
    }

    fn scale(&self, operation: &UpdateByOperation, decay: &Decay) -> Result<(Scale, Option<usize>)> {
        match decay {
            Decay::Ticks(ticks) => Ok((Scale::ticks(*ticks), None)),
            Decay::Time { column, nanos } => {
                let column = self.timestamps(operation, column)?;
                Ok((Scale::PerTime(*nanos as f64), Some(column)))
            }
        }
    }

    /// A column of timestamps.
    fn timestamps(&self, operation: &UpdateByOperation, name: &str) -> Result<usize> {
        let column = self.column(operation, name.trim())?;
        let field = self.schema.field(column);
        match field.data_type() {
            DataType::Timestamp(TimeUnit::Nanosecond, _) | DataType::Int64 => Ok(column),
            other => Err(Error::unsupported(format!(
                "the timestamp column {:?} of {operation} has type {other}: expected Instant, or long nanoseconds",
                field.name()
            ))
            .with("column", field.name())
            .with("operation", operation)),
        }
    }

    fn weight(&self, operation: &UpdateByOperation, name: &str) -> Result<usize> {
        let column = self.column(operation, name.trim())?;
        let field = self.schema.field(column);
        match is_number(field.data_type()) || is_decimal(field) {
            true => Ok(column),
            false => Err(self.refused(operation, column)),
        }
    }

    /// The index of a column.
    fn column(&self, operation: &UpdateByOperation, name: &str) -> Result<usize> {
        column_index(self.schema, name, format_args!(" of {operation}"))
            .map_err(|error| error.with("operation", operation))
    }

    /// Adds a result, in the place of the column of its name or behind all.
    fn add(&mut self, operation: &UpdateByOperation, made: Made) -> Result<()> {
        let name = made.field.name();
        check_name(name)?;
        if self.compiled.steps.iter().any(|step| step.field.name() == name) {
            return Err(Error::invalid(format!(
                "there would be two results {name:?}, one of them of {operation}"
            ))
            .with("column", name)
            .with("operation", operation));
        }
        let position = Position::Step(self.compiled.steps.len());
        match self.schema.fields().iter().position(|field| field.name() == name) {
            Some(place) => {
                self.fields[place] = made.field.clone();
                self.compiled.positions[place] = position;
            }
            None => {
                self.fields.push(made.field.clone());
                self.compiled.positions.push(position);
            }
        }
        let step = Step::new(
            made.field,
            made.kernel,
            made.operands,
            made.shape,
            self.flow != Flow::Free,
        );
        self.compiled.steps.push(step);
        Ok(())
    }
}

/// A kernel that folds numbers.
fn folded<F>() -> Kernel
where
    F: Fold<Value: Numeric + Default> + 'static,
{
    Kernel::Running(Box::<Folding<F, F::Value>>::default())
}

/// A kernel with its window.
fn rolled(window: Option<(Reach, Option<usize>)>, rolling: Box<dyn Rolling>) -> Result<Kernel> {
    let (reach, line) = window.ok_or_else(|| Error::internal("an operation on windows without one"))?;
    Ok(Kernel::Rolling(rolling, reach, line))
}

fn slider<I, S>(items: I, results: impl super::rolling::Results<S::Result> + 'static) -> Box<dyn Rolling>
where
    I: super::rolling::Items + 'static,
    S: Sliding<I::Item> + 'static,
{
    Box::new(Slider::<I, S, _>::new(items, results))
}

fn moving(
    operation: &UpdateByOperation,
    column: &str,
    is_whole: bool,
    scale: Scale,
    control: OperationControl,
) -> Moving {
    Moving::new(column, moved(operation), scale, control, is_whole)
}

fn moved(operation: &UpdateByOperation) -> Moved {
    match operation {
        UpdateByOperation::Ems { .. } => Moved::Sum,
        UpdateByOperation::EmMin { .. } => Moved::Least,
        UpdateByOperation::EmMax { .. } => Moved::Greatest,
        UpdateByOperation::EmStd { .. } => Moved::Deviation,
        _ => Moved::Average,
    }
}

fn best_so_far(field: &Field, greatest: bool) -> Result<Box<dyn Running>> {
    fn of<K: Keys + 'static>(keys: K, greatest: bool) -> Box<dyn Running> {
        Box::new(BestSoFar::new(keys, greatest))
    }
    Ok(match field.data_type() {
        _ if has_own_digits(field) => of(OwnDigits, greatest),
        data_type if has_keys(data_type) => of(numbers(data_type), greatest),
        _ => of(Encodings::of(field)?, greatest),
    })
}

fn best_of_window(field: &Field, greatest: bool) -> Result<Box<dyn Rolling>> {
    fn of<K: Keys + 'static>(read: K, write: K, data_type: &DataType, greatest: bool) -> Box<dyn Rolling> {
        let (items, data_type) = (KeyItems { keys: read }, data_type.clone());
        let results = AsValues { keys: write, data_type };
        match greatest {
            true => slider::<_, Best<K::Key, true>>(items, results),
            false => slider::<_, Best<K::Key, false>>(items, results),
        }
    }
    Ok(match field.data_type() {
        data_type if has_own_digits(field) => of(OwnDigits, OwnDigits, data_type, greatest),
        data_type if has_keys(data_type) => of(numbers(data_type), numbers(data_type), data_type, greatest),
        data_type => of(Encodings::of(field)?, Encodings::of(field)?, data_type, greatest),
    })
}

/// The keys of numbers; minus zero is less than zero.
fn numbers(data_type: &DataType) -> Numbers {
    Numbers {
        data_type: data_type.clone(),
        one_zero: false,
    }
}
