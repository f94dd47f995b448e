//! From what is asked for to accumulators.

use arrow_schema::{DataType, Field, FieldRef, Schema};

use super::choose::{Chooser, End, Outermost, Sorted, SortedRows};
use super::count::{Count, Trues};
use super::distinct::{self, Finish};
use super::formula::{self, GroupFormula, list_item};
use super::sum::Summing;
use super::{Accumulator, decimal, digest, extreme, frozen, percentile, sum, variance, weighted};
use crate::error::{Error, Result};
use crate::formula::{Names, assignment};
use crate::spec::{Aggregation, FilterSpec, digest_field};
use crate::table::column_index;

/// What aggregations are made of, and which result is which.
#[derive(Default)]
pub(crate) struct Plan {
    /// What is read of each row; no operand is there twice.
    pub operands: Vec<Operand>,
    pub accumulators: Vec<(Box<dyn Accumulator>, Vec<usize>)>,
    pub choosers: Vec<Choice>,
    pub formulas: Vec<GroupFormula>,
    pub outputs: Vec<Aggregated>,
}

/// What is read of each row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    /// The value of the column at this index.
    Column(usize),
    /// Whether all these filters are true.
    Matches(Vec<FilterSpec>),
}

/// A row of each group.
pub(crate) enum Choice {
    /// The first or the last one of those that the group has now.
    OfGroup(End),
    /// The one that is chosen by these operands.
    Chosen(Box<dyn Chooser>, Vec<usize>),
}

/// A result.
pub(crate) struct Aggregated {
    pub field: Field,
    pub output: Output,
}

/// Where a result comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Output {
    /// The accumulator at this index.
    Computed(usize),
    /// A column of the row that a chooser chose.
    Chosen { chooser: usize, column: usize },
    /// The column's values of all rows.
    List { column: usize },
    /// The formula at this index.
    Formula(usize),
}

/// The plan of these aggregations of a table with this schema, grouped by the columns at `keys`. With `retracts`, the
/// table's rows may go or change; formulas see `names`.
pub(crate) fn compile(
    aggregations: &[Aggregation],
    (schema, keys): (&Schema, &[usize]),
    retracts: bool,
    names: Names<'_>,
) -> Result<Plan> {
    let mut compiler = Compiler {
        schema,
        keys,
        retracts,
        names,
        plan: Plan::default(),
    };
    aggregations
        .iter()
        .try_for_each(|aggregation| compiler.aggregate(aggregation))?;
    Ok(compiler.plan)
}

struct Compiler<'a> {
    schema: &'a Schema,
    keys: &'a [usize],
    retracts: bool,
    names: Names<'a>,
    plan: Plan,
}

impl Compiler<'_> {
    fn aggregate(&mut self, aggregation: &Aggregation) -> Result<()> {
        match aggregation {
            Aggregation::Count { column } => {
                let field = Field::new(column, DataType::Int64, true);
                return self.compute(aggregation, field, Box::new(Count::default()), Vec::new());
            }
            Aggregation::CountWhere { column, filters } => {
                let field = Field::new(column, DataType::Int64, true);
                let operand = self.operand(Operand::Matches(filters.clone()));
                return self.compute(aggregation, field, Box::new(Trues::new(Some(0))), vec![operand]);
            }
            Aggregation::Formula { formula } => {
                let (output, text) = assignment(formula)?;
                return self.formula(aggregation, output, text, None);
            }
            Aggregation::Partition { .. } => {
                return Err(Error::unsupported(format!(
                    "{aggregation} is possible in aggBy of a table only, not within an operation on constituents"
                )));
            }
            _ => {}
        }
        let columns = aggregation.columns().unwrap_or_default();
        if columns.is_empty() {
            return Err(Error::invalid(format!(
                "{} has no columns to aggregate",
                aggregation.name()
            )));
        }
        let chooser = self.chooser(aggregation)?;
        for column in columns {
            let (output, input) = column.split_once('=').unwrap_or((column, column));
            let (output, source) = (output.trim(), self.column(aggregation, input.trim())?);
            match (chooser, aggregation) {
                (Some(chooser), _) => {
                    let field = self.schema.field(source).clone().with_name(output);
                    let column = source;
                    self.output(aggregation, field, Output::Chosen { chooser, column })?;
                }
                (None, Aggregation::Group { .. }) => {
                    let field = Field::new(output, DataType::List(self.item(source)), true);
                    self.output(aggregation, field, Output::List { column: source })?;
                }
                (None, Aggregation::FormulaOf { formula, param, .. }) => {
                    self.formula(aggregation, output, formula, Some((source, param)))?;
                }
                _ => self.accumulate(aggregation, output, source)?,
            }
        }
        Ok(())
    }

    /// The chooser of an aggregation that chooses rows.
    fn chooser(&mut self, aggregation: &Aggregation) -> Result<Option<usize>> {
        let choice = match aggregation {
            Aggregation::First { .. } => self.outermost(End::First),
            Aggregation::Last { .. } => self.outermost(End::Last),
            Aggregation::SortedFirst { by, .. } => self.sorted(aggregation, by, End::First)?,
            Aggregation::SortedLast { by, .. } => self.sorted(aggregation, by, End::Last)?,
            _ => return Ok(None),
        };
        self.plan.choosers.push(choice);
        Ok(Some(self.plan.choosers.len() - 1))
    }

    fn outermost(&self, end: End) -> Choice {
        if self.retracts {
            Choice::OfGroup(end)
        } else {
            Choice::Chosen(Box::new(Outermost::new(end)), Vec::new())
        }
    }

    fn sorted(&mut self, aggregation: &Aggregation, by: &[String], end: End) -> Result<Choice> {
        if by.is_empty() {
            return Err(Error::invalid(format!("{aggregation} has no columns to sort by")));
        }
        let columns: Vec<usize> = by
            .iter()
            .map(|column| self.column(aggregation, column.trim()))
            .collect::<Result<_>>()?;
        let fields: Vec<&Field> = columns.iter().map(|column| self.schema.field(*column)).collect();
        let chooser: Box<dyn Chooser> = if self.retracts {
            Box::new(SortedRows::new(end, &fields)?)
        } else {
            Box::new(Sorted::new(end, &fields)?)
        };
        let operands = columns.into_iter().map(|column| self.operand(Operand::Column(column)));
        let operands = operands.collect();
        Ok(Choice::Chosen(chooser, operands))
    }

    /// Adds a formula, in which another name may stand for a column.
    fn formula(
        &mut self,
        aggregation: &Aggregation,
        output: &str,
        text: &str,
        param: Option<(usize, &str)>,
    ) -> Result<()> {
        let formula = formula::bind(aggregation, text, (self.schema, self.keys), param, self.names)?;
        let index = self.plan.formulas.len();
        self.output(aggregation, formula.formula.field(output), Output::Formula(index))?;
        self.plan.formulas.push(formula);
        Ok(())
    }

    /// Adds the accumulator of one column.
    fn accumulate(&mut self, aggregation: &Aggregation, output: &str, source: usize) -> Result<()> {
        let schema = self.schema;
        let field = schema.field(source);
        let (data_type, retracts) = (field.data_type(), self.retracts);
        let unsupported = || {
            let verb = match aggregation {
                Aggregation::Sum { .. } | Aggregation::AbsSum { .. } => "summed".to_owned(),
                Aggregation::Avg { .. } => "averaged".to_owned(),
                other => format!("aggregated by {}", other.name()),
            };
            Error::unsupported(format!(
                "column {:?} of type {data_type} cannot be {verb}",
                field.name()
            ))
            .with("column", field.name())
            .with("aggregation", aggregation)
        };
        let of_decimals = match aggregation {
            Aggregation::Sum { .. } => Some(decimal::Finish::Sum),
            Aggregation::AbsSum { .. } => Some(decimal::Finish::AbsSum),
            Aggregation::Avg { .. } => Some(decimal::Finish::Average),
            Aggregation::Var { .. } => Some(decimal::Finish::Variance),
            Aggregation::Std { .. } => Some(decimal::Finish::Deviation),
            _ => None,
        };
        if let Some((result, accumulator)) = of_decimals.and_then(|finish| decimal::of(field, output, finish)) {
            let operand = self.operand(Operand::Column(source));
            return self.compute(aggregation, result, accumulator, vec![operand]);
        }
        let same = |accumulator| (data_type.clone(), accumulator);
        let double = |accumulator| (DataType::Float64, accumulator);
        let mut operands = vec![self.operand(Operand::Column(source))];
        let of_sum = |summing| match (data_type, summing) {
            (DataType::Boolean, Summing::Sum | Summing::AbsSum) => {
                Some((DataType::Int64, Box::new(Trues::new(None)) as Box<dyn Accumulator>))
            }
            _ => sum::of(data_type, summing, retracts),
        };
        let (result, accumulator): (DataType, Box<dyn Accumulator>) = match aggregation {
            Aggregation::Sum { .. } => of_sum(Summing::Sum).ok_or_else(unsupported)?,
            Aggregation::AbsSum { .. } => of_sum(Summing::AbsSum).ok_or_else(unsupported)?,
            Aggregation::Avg { .. } => of_sum(Summing::Average).ok_or_else(unsupported)?,
            Aggregation::Std { .. } => double(variance::of(data_type, true, retracts).ok_or_else(unsupported)?),
            Aggregation::Var { .. } => double(variance::of(data_type, false, retracts).ok_or_else(unsupported)?),
            Aggregation::Min { .. } => same(extreme::of(field, false, retracts)?),
            Aggregation::Max { .. } => same(extreme::of(field, true, retracts)?),
            Aggregation::Freeze { .. } => same(frozen::of(field)?),
            Aggregation::Median {
                average_evenly_divided, ..
            } => percentile::of(field, 0.5, *average_evenly_divided)?,
            Aggregation::Percentile {
                fraction,
                average_evenly_divided,
                ..
            } => percentile::of(field, checked(*fraction)?, *average_evenly_divided)?,
            Aggregation::ApproximatePercentile { fraction, .. } => {
                percentile::approximate(field, checked(*fraction)?).ok_or_else(unsupported)?
            }
            Aggregation::TDigest { compression, .. } => {
                let accumulator = digest::of(field, *compression, retracts)?.ok_or_else(unsupported)?;
                return self.compute(aggregation, digest_field(output), accumulator, operands);
            }
            Aggregation::CountDistinct { count_nulls, .. } => {
                let accumulator = distinct::of(field, Finish::Number(*count_nulls))?;
                (DataType::Int64, accumulator)
            }
            Aggregation::Distinct { include_nulls, .. } => {
                let item = self.item(source);
                let accumulator = distinct::of(field, Finish::List(item.clone(), *include_nulls))?;
                (DataType::List(item), accumulator)
            }
            Aggregation::Unique { include_nulls, .. } => same(distinct::of(field, Finish::Only(*include_nulls))?),
            Aggregation::WeightedAvg { weight, .. } | Aggregation::WeightedSum { weight, .. } => {
                let weight = self.column(aggregation, weight.trim())?;
                let weights = schema.field(weight);
                for field in [field, weights] {
                    if !weighted::is_weighable(field.data_type()) {
                        let (name, data_type) = (field.name(), field.data_type());
                        let text = format!("column {name:?} of type {data_type} cannot be in {aggregation}");
                        return Err(Error::unsupported(text)
                            .with("column", name)
                            .with("aggregation", aggregation));
                    }
                }
                operands.push(self.operand(Operand::Column(weight)));
                match aggregation {
                    Aggregation::WeightedAvg { .. } => double(weighted::average(retracts)),
                    _ => weighted::sum(data_type, weights.data_type(), retracts),
                }
            }
            other => return Err(Error::internal(format!("{other} has no accumulator"))),
        };
        let result = if result == *data_type {
            field.clone().with_name(output)
        } else {
            Field::new(output, result, true)
        };
        self.compute(aggregation, result, accumulator, operands)
    }

    fn compute(
        &mut self,
        aggregation: &Aggregation,
        field: Field,
        accumulator: Box<dyn Accumulator>,
        operands: Vec<usize>,
    ) -> Result<()> {
        let output = Output::Computed(self.plan.accumulators.len());
        self.output(aggregation, field, output)?;
        self.plan.accumulators.push((accumulator, operands));
        Ok(())
    }

    /// Adds a result, whose name must be new.
    fn output(&mut self, aggregation: &Aggregation, field: Field, output: Output) -> Result<()> {
        let name = field.name();
        if self.keys.iter().any(|key| self.schema.field(*key).name() == name) {
            let text = match aggregation {
                Aggregation::Count { .. } => format!("the count column {name:?} has the name of a key"),
                _ => format!("the column {name:?} of {aggregation} has the name of a key"),
            };
            return Err(Error::invalid(text).with("column", name));
        }
        if self.plan.outputs.iter().any(|known| known.field.name() == name) {
            let text = format!("there would be two columns {name:?}, one of them of {aggregation}");
            return Err(Error::invalid(text).with("column", name));
        }
        self.plan.outputs.push(Aggregated { field, output });
        Ok(())
    }

    fn operand(&mut self, operand: Operand) -> usize {
        let operands = &mut self.plan.operands;
        let known = operands.iter().position(|known| *known == operand);
        known.unwrap_or_else(|| {
            operands.push(operand);
            operands.len() - 1
        })
    }

    /// The index of a column.
    fn column(&self, aggregation: &Aggregation, name: &str) -> Result<usize> {
        column_index(self.schema, name, format_args!(" of {aggregation}"))
    }

    /// The items of a list of a column's values.
    fn item(&self, source: usize) -> FieldRef {
        list_item(self.schema.field(source))
    }
}

/// A fraction that is one.
fn checked(fraction: f64) -> Result<f64> {
    match (0.0..=1.0).contains(&fraction) {
        true => Ok(fraction),
        false => Err(Error::invalid(format!(
            "the percentile {fraction} is not within 0 and 1"
        ))),
    }
}
