use std::time::Duration;

use super::*;

fn read(text: &str) -> UpdateByOperation {
    text.parse().unwrap()
}

#[test]
fn texts_are_read_as_they_print() {
    for text in [
        "cumSum(Total = Size)",
        "cumProd(A, B)",
        "cumMin()",
        "cumCountWhere(N; Size > 5, Sym in (`a;b`, `c`))",
        "fill(A)",
        "delta(A)",
        "delta(zeroDominates; A)",
        "ema(2.5; Smooth = Price)",
        "ems(Time, PT30S; Price)",
        "emStd(2, onNull=reset, onNan=poison; Price)",
        "emStd(2, onNull=skip, onNan=skip, digits=7 halfUp; Price)",
        "rollingSum(3; A)",
        "rollingAvg(3, 1; A)",
        "rollingMin(Time, PT1M; A)",
        "rollingMax(Time, PT1M, -PT10S; A)",
        "rollingGroup(3)",
        "rollingWAvg(3, Size; Vwap = Price)",
        "rollingWAvg(Time, PT1M, Size; Vwap = Price)",
        "rollingCountWhere(3, 1, N; Size > 5)",
        "rollingFormula(3; Out = max(A) - min(B))",
        "rollingFormula(3, 2, sum(each) * 2, each; Out = A)",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
    assert_eq!(read("cumMax"), UpdateByOperation::cum_max::<String>([]));
    let minute = ("Time", Duration::from_secs(60));
    assert_eq!(
        read("rollingSum(Time, 60000000000; A)"),
        UpdateByOperation::rolling_sum(minute, ["A"])
    );
    assert_eq!(read("ema( Time , PT1m ; A )"), UpdateByOperation::ema(minute, ["A"]));
}

#[test]
fn wrong_texts_are_refused() {
    let refusal = |text: &str| text.parse::<UpdateByOperation>().unwrap_err().message().to_owned();
    assert_eq!(refusal("cumSum(A"), "operation \"cumSum(A\": expected \")\" at the end");
    assert!(refusal("sum(A)").contains("there is no such operation: expected cumSum"));
    assert!(refusal("rollingMedian(3; A)").contains("there is no such operation"));
    assert!(
        refusal("ema(; A)")
            .ends_with("expected a number of rows, or a column of timestamps and a duration, before the \";\"")
    );
    assert!(refusal("ema(Time; A)").ends_with("expected a duration behind \"Time\""));
    assert!(refusal("ema(2, digits=7 nearest; A)").contains("\"7 nearest\" is not a number of digits"));
    assert!(refusal("ema(2, onZero=skip; A)").ends_with("\"onZero=skip\" is not onNull=…, onNan=… or digits=…"));
    assert!(refusal("ema(2, onNull=stop; A)").ends_with("\"stop\" is not skip, reset, poison or throw"));
    assert!(refusal("delta(none; A)").ends_with("\"none\" is not nullDominates, valueDominates or zeroDominates"));
    assert!(refusal("rollingSum(3, 1, 2; A)").ends_with("\"2\" is too much"));
    assert!(refusal("rollingWAvg(3; A)").ends_with("expected the column of the weights before the \";\""));
}

#[test]
fn operations_are_json() {
    let json = |operation: &UpdateByOperation| serde_json::to_string(operation).unwrap();
    let ema = UpdateByOperation::ema(2.5, ["E = A"]);
    assert_eq!(
        json(&ema),
        r#"{"ema":{"decay":{"ticks":2.5},"control":{"on_null":"skip","on_nan":"skip"},"columns":["E = A"]}}"#
    );
    let sum = UpdateByOperation::rolling_sum(("T", Duration::from_nanos(5)), ["A"]);
    assert_eq!(
        json(&sum),
        r#"{"rolling_sum":{"window":{"time":{"column":"T","reverse":5,"forward":0}},"columns":["A"]}}"#
    );
    for operation in [
        ema,
        sum,
        read("rollingWAvg(3, Size; A)"),
        read("delta(valueDominates; A)"),
    ] {
        assert_eq!(
            serde_json::from_str::<UpdateByOperation>(&json(&operation)).unwrap(),
            operation
        );
    }
    let nan = r#"{"ema":{"decay":{"ticks":"NaN"},"columns":["A"]}}"#;
    let ticks = serde_json::from_str::<UpdateByOperation>(nan).unwrap();
    assert!(matches!(ticks, UpdateByOperation::Ema { decay: Decay::Ticks(ticks), .. } if ticks.is_nan()));
    let unknown = serde_json::from_str::<UpdateByOperation>(r#"{"fill":{"column":"A"}}"#).unwrap_err();
    assert!(unknown.to_string().contains("unknown field `column`"));
}
