use crate::{Aggregation, Session, pretty};

#[test]
fn digests_are_texts() {
    let session = Session::new().unwrap();
    let numbers = session.empty_table(4).unwrap().update(["V = i"]).unwrap();
    let digests = numbers.agg_by([Aggregation::t_digest(100.0, ["V"])], [""; 0]).unwrap();
    assert_eq!(
        pretty(&digests.snapshot()).to_string(),
        "+--------------------------+\n\
         | V                        |\n\
         +--------------------------+\n\
         | TDigest of 4, 0.0 to 3.0 |\n\
         +--------------------------+"
    );
}
