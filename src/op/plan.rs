//! Which columns a result has, and how those are computed that are formulas.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, new_empty_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat;

use super::Flow;
use super::columns::Chosen;
use crate::error::{Error, Result};
use crate::formula::{Formula, Frame, Names, Scope, Source, assignment};
use crate::table::{RowSet, Snapshot};

/// What becomes of a table's columns that are not asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Stay,
    Go,
}

/// Columns of a result: some of a table's, and formulas over them. A formula sees the columns of those before it.
pub(super) struct Plan {
    schema: SchemaRef,
    places: Vec<Place>,
    steps: Vec<Step>,
}

/// Where a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The table's column at an index.
    Input(usize),
    /// The formula at an index.
    Computed(usize),
}

struct Step {
    /// The column that it makes.
    name: String,
    formula: Formula,
    /// What it makes.
    data_type: DataType,
    /// Where the columns come from that it reads, by their indices in its scope.
    scope: Vec<Place>,
}

impl Step {
    /// The error with the column that is computed, where no other one is to blame.
    fn blamed(&self, error: Error) -> Error {
        match error.detail("column") {
            Some(_) => error,
            None => error.with("column", &self.name),
        }
    }
}

/// The columns that a formula sees, or a result has.
#[derive(Clone, Default)]
struct Columns {
    fields: Vec<Field>,
    places: Vec<Place>,
}

impl Columns {
    /// Puts a column in the place of the one with its name, or behind all.
    fn put(&mut self, field: Field, place: Place) {
        match self.fields.iter().position(|known| known.name() == field.name()) {
            Some(position) => {
                self.fields[position] = field;
                self.places[position] = place;
            }
            None => {
                self.fields.push(field);
                self.places.push(place);
            }
        }
    }
}

impl Plan {
    /// Binds `columns`, each a name or `New = formula`, to the columns of a table.
    pub fn new(input: &Schema, flow: Flow, others: Others, columns: &[String], names: Names<'_>) -> Result<Self> {
        let mut seen = Columns {
            fields: input.fields().iter().map(|field| field.as_ref().clone()).collect(),
            places: (0..input.fields().len()).map(Place::Input).collect(),
        };
        let mut chosen = if others == Others::Stay {
            seen.clone()
        } else {
            Columns::default()
        };
        let mut steps: Vec<Step> = Vec::new();
        for text in columns {
            let (name, expression) = assignment(text)?;
            let schema = Schema::new(seen.fields.clone());
            let formula = Formula::bind(expression, &Scope::of(&schema).with(names))?;
            if formula.needs_positions() && flow == Flow::Free {
                return Err(Error::invalid(format!(
                    "formula {text:?} uses i, ii, k or a column array, which change when rows of the table come, go or \
                     move: it can only be used with a table whose rows stay where they are"
                ))
                .with("formula", text));
            }
            let (field, place) = match formula.as_column() {
                Some(index) => (formula.field(name), seen.places[index]),
                None => {
                    let field = formula.field(name);
                    steps.push(Step {
                        name: name.to_owned(),
                        formula,
                        data_type: field.data_type().clone(),
                        scope: seen.places.clone(),
                    });
                    (field, Place::Computed(steps.len() - 1))
                }
            };
            if others == Others::Go && chosen.fields.iter().any(|known| known.name() == name) {
                return Err(Error::invalid(format!("column {name:?} is asked for twice")).with("column", name));
            }
            chosen.put(field.clone(), place);
            seen.put(field, place);
        }
        Ok(Plan {
            schema: Arc::new(Schema::new(chosen.fields)),
            places: chosen.places,
            steps,
        })
    }

    /// Columns of a table under these names.
    pub fn chosen(input: &Schema, columns: &[Chosen]) -> Self {
        let field = |(name, index): &Chosen| input.field(*index).clone().with_name(name);
        Plan {
            schema: Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>())),
            places: columns.iter().map(|(_, index)| Place::Input(*index)).collect(),
            steps: Vec::new(),
        }
    }

    /// The columns of the result.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Where each column of the result comes from.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The number of formulas.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// The Arrow types of what the formulas make.
    pub fn computed_types(&self) -> impl Iterator<Item = &DataType> {
        self.steps.iter().map(|step| &step.data_type)
    }

    /// The columns that the formulas at `steps` make for the rows `keys`, in their order.
    pub fn evaluate(&self, steps: Range<usize>, input: &Snapshot, keys: &RowSet) -> Result<Vec<ArrayRef>> {
        let mut computed: Vec<ArrayRef> = Vec::with_capacity(steps.len());
        for index in steps.clone() {
            let step = &self.steps[index];
            let reader = Reader {
                plan: self,
                step,
                input,
            };
            let mut frame = Frame::new(&reader, step.scope.len(), keys);
            for column in step.formula.columns() {
                if let Place::Computed(before) = step.scope[*column]
                    && let Some(known) = before.checked_sub(steps.start).and_then(|known| computed.get(known))
                {
                    frame = frame.with_column(*column, known.clone());
                }
            }
            computed.push(step.formula.evaluate(&frame).map_err(|error| step.blamed(error))?);
        }
        Ok(computed)
    }

    /// The column that one formula makes for any rows, in pieces that fit caches.
    pub fn evaluate_one(&self, step: usize, input: &Snapshot, keys: &RowSet) -> Result<ArrayRef> {
        let pieces = input.pieces(keys);
        let mut columns = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            columns.extend(self.evaluate(step..step + 1, input, piece)?);
        }
        match columns.len() {
            0 => Ok(new_empty_array(&self.steps[step].data_type)),
            1 => Ok(columns.remove(0)),
            _ => {
                let columns: Vec<&dyn Array> = columns.iter().map(AsRef::as_ref).collect();
                Ok(concat(&columns)?)
            }
        }
    }
}

/// What a formula reads.
struct Reader<'a> {
    plan: &'a Plan,
    step: &'a Step,
    input: &'a Snapshot,
}

impl Source for Reader<'_> {
    fn row_keys(&self) -> &RowSet {
        self.input.row_keys()
    }

    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        match self.step.scope.get(index) {
            Some(Place::Input(column)) => self.input.read(*column, keys),
            Some(Place::Computed(step)) => self.plan.evaluate_one(*step, self.input, keys),
            None => Err(Error::internal(format!(
                "a formula reads column {index}, which is not there"
            ))),
        }
    }
}
