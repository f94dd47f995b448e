use rstest::rstest;

use super::*;
use crate::spec::TableOperation;

#[rstest]
#[case(r#"{"sum":{"columns":["Out = In"]}}"#, Aggregation::sum(["Out = In"]))]
#[case(r#"{"abs_sum":{"columns":["A"]}}"#, Aggregation::abs_sum(["A"]))]
#[case(r#"{"group":{"columns":["A","B"]}}"#, Aggregation::group(["A", "B"]))]
#[case(r#"{"median":{"average_evenly_divided":true,"columns":["A"]}}"#, Aggregation::median(["A"]))]
#[case(
    r#"{"percentile":{"fraction":0.9,"average_evenly_divided":false,"columns":["A"]}}"#,
    Aggregation::percentile(0.9, ["A"])
)]
#[case(r#"{"weighted_avg":{"weight":"W","columns":["A"]}}"#, Aggregation::weighted_avg("W", ["A"]))]
#[case(r#"{"count":{"column":"N"}}"#, Aggregation::count("N"))]
#[case(r#"{"count_where":{"column":"N","filters":["X > 1"]}}"#, Aggregation::count_where("N", ["X > 1"]))]
#[case(
    r#"{"count_distinct":{"count_nulls":true,"columns":["A"]}}"#,
    Aggregation::count_distinct(true, ["A"])
)]
#[case(r#"{"distinct":{"include_nulls":false,"columns":["A"]}}"#, Aggregation::distinct(false, ["A"]))]
#[case(
    r#"{"sorted_first":{"by":["X"],"columns":["A"]}}"#,
    Aggregation::sorted_first(["X"], ["A"])
)]
fn aggregations_are_json(#[case] json: &str, #[case] aggregation: Aggregation) {
    assert_eq!(serde_json::from_str::<Aggregation>(json).unwrap(), aggregation);
    assert_eq!(serde_json::to_string(&aggregation).unwrap(), json);
}

#[rstest]
#[case(
    r#"{"agg_by":{"aggregations":[{"sum":{"columns":["A"]}},{"count":{"column":"N"}}],"keys":["K"]}}"#,
    "aggBy(sum(A), count(N), K)"
)]
#[case(
    r#"{"agg_all_by":{"aggregation":{"median":{}},"keys":["K"]}}"#,
    "aggAllBy(median, K)"
)]
#[case(r#"{"group_by":{"keys":[]}}"#, "groupBy()")]
#[case(r#"{"ungroup":{}}"#, "ungroup()")]
#[case(r#"{"ungroup":{"columns":["A"],"null_fill":true}}"#, "ungroup(A)")]
#[case(r#"{"select_distinct":{"columns":["A"]}}"#, "selectDistinct(A)")]
#[case(r#"{"head_by":{"rows":2,"keys":["K"]}}"#, "headBy(2, K)")]
#[case(r#"{"tail_by":{"rows":1,"keys":[]}}"#, "tailBy(1)")]
fn operations_on_groups_are_json(#[case] json: &str, #[case] text: &str) {
    let operation: TableOperation = serde_json::from_str(json).unwrap();
    assert_eq!(operation.to_string(), text);
}

#[test]
fn unknown_fields_are_refused() {
    let error = serde_json::from_str::<Aggregation>(r#"{"sum":{"column":"A"}}"#).unwrap_err();
    assert!(error.to_string().contains("unknown field `column`"), "{error}");
}
