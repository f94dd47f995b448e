//! The kernels of decimals and big integers.

use arrow_schema::Field;

use super::{Compiler, Made, moved, rolled, slider};
use crate::decimal::{Decimal, MathContext, Unrounded};
use crate::error::Result;
use crate::op::update_by::decimals::{Decimals, is_decimal};
use crate::op::update_by::moving::Moved;
use crate::op::update_by::rolling::{Rolling, Sliding};
use crate::op::update_by::rolling_decimals::{
    self as rolling, DecimalDelta, DecimalItems, DecimalProduct, Exact, ExactPair, Finished, WeightedDecimals,
};
use crate::op::update_by::rows::{Operand, is_number};
use crate::op::update_by::running::Running;
use crate::op::update_by::running_decimals::{DecimalFold, MovingDecimals};
use crate::op::update_by::step::{Kernel, Shape};
use crate::op::update_by::windows::Reach;
use crate::spec::{UpdateByOperation, is_big_integer};

impl Compiler<'_> {
    /// What an operation makes of a column where it computes with decimals; none if it does not.
    pub(super) fn decimals(
        &self,
        operation: &UpdateByOperation,
        window: Option<(Reach, Option<usize>)>,
        output: &str,
        source: usize,
    ) -> Result<Option<Made>> {
        use UpdateByOperation as By;
        let field = self.schema.field(source);
        if let By::RollingWAvg { weight, .. } = operation {
            return self.weighted(operation, window, output, (source, weight));
        }
        if !is_decimal(field) {
            return Ok(None);
        }
        let context = self.context;
        let of_scale = || Decimals::of_scale(field, output, context);
        let free = |context: MathContext| Decimals::free(field, output, context);
        let mut operands = vec![Operand::Column(source)];
        let (results, kernel) = match operation {
            By::CumSum { .. } => folded(of_scale(), |context, left, right| context.plus(left, right)),
            By::CumProd { .. } => folded(Decimals::products(field, output, context), |context, left, right| {
                context.times(left, right)
            }),
            By::Delta { control, .. } => {
                let results = of_scale();
                let kernel: Box<dyn Rolling> = Box::new(DecimalDelta {
                    results: results.clone(),
                    control: *control,
                    last: Vec::new(),
                });
                let reach = Reach { reverse: 2, forward: 0 };
                (results, Kernel::Rolling(kernel, reach, None))
            }
            By::RollingSum { .. } => finished::<Exact<false>>(of_scale(), rolling::sum, window)?,
            By::RollingAvg { .. } => finished::<Exact<false>>(free(context), rolling::average, window)?,
            By::RollingStd { .. } => finished::<Exact<true>>(free(context), rolling::deviation, window)?,
            By::RollingProduct { .. } => {
                let results = Decimals::products(field, output, context);
                finished::<DecimalProduct>(results, rolling::product, window)?
            }
            _ => {
                let Some((decay, control)) = operation.decay() else {
                    return Ok(None);
                };
                let (scale, time) = self.scale(operation, decay)?;
                operands.extend(time.map(Operand::Column));
                let (results, moved) = (free(control.context), moved(operation));
                let kernel: Box<dyn Running> = Box::new(MovingDecimals {
                    results: results.clone(),
                    moved,
                    scale,
                    control: *control,
                    passes_equal_times: moved == Moved::Deviation || !is_big_integer(field),
                    states: Vec::new(),
                });
                (results, Kernel::Running(kernel))
            }
        };
        Ok(Some(Made {
            field: results.field,
            kernel,
            operands,
            shape: Shape::Value,
        }))
    }

    /// An average of which the values or the weights are decimals.
    fn weighted(
        &self,
        operation: &UpdateByOperation,
        window: Option<(Reach, Option<usize>)>,
        output: &str,
        (source, weight): (usize, &str),
    ) -> Result<Option<Made>> {
        let weight = self.weight(operation, weight)?;
        let (values, weights) = (self.schema.field(source), self.schema.field(weight));
        let takes = |field: &Field| is_decimal(field) || is_number(field.data_type());
        if !(takes(values) && (is_decimal(values) || is_decimal(weights))) {
            return Ok(None);
        }
        let results = Decimals::free(values, output, self.context);
        let items = WeightedDecimals {
            results: results.clone(),
            weight: weights.name().clone(),
        };
        let finished = Finished {
            results: results.clone(),
            finish: rolling::weighted_average,
        };
        Ok(Some(Made {
            field: results.field,
            kernel: rolled(window, slider::<_, ExactPair>(items, finished))?,
            operands: vec![Operand::Column(source), Operand::Column(weight)],
            shape: Shape::Value,
        }))
    }
}

fn folded(
    results: Decimals,
    step: fn(&MathContext, &Decimal, &Decimal) -> Result<Decimal, Unrounded>,
) -> (Decimals, Kernel) {
    let fold = DecimalFold {
        results: results.clone(),
        step,
        states: Vec::new(),
    };
    (results, Kernel::Running(Box::new(fold)))
}

type Finish<R> = fn(&MathContext, R) -> Result<Option<Decimal>, Unrounded>;

fn finished<S>(
    results: Decimals,
    finish: Finish<S::Result>,
    window: Option<(Reach, Option<usize>)>,
) -> Result<(Decimals, Kernel)>
where
    S: Sliding<Decimal> + 'static,
    S::Result: 'static,
{
    let items = DecimalItems(results.column().to_owned());
    let slider = slider::<_, S>(
        items,
        Finished {
            results: results.clone(),
            finish,
        },
    );
    Ok((results, rolled(window, slider)?))
}
