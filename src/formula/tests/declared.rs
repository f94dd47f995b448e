//! Columns that Java declares as another class than the one that their values would have by themselves.

use arrow_schema::Schema;

use crate::formula::{Formula, Scope};
use crate::spec::ColumnType;

#[test]
fn decimals_as_text_are_no_texts() {
    let decimals = ColumnType::Declared(Box::new(ColumnType::String), "java.math.BigDecimal".to_owned());
    let schema = Schema::new(vec![decimals.field("X")]);
    for text in ["X + 1", "X + X", "X.length()"] {
        assert!(Formula::bind(text, &Scope::of(&schema)).is_err(), "{text}");
    }
    assert!(Formula::bind("isNull(X)", &Scope::of(&schema)).is_ok());
}
