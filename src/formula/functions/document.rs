//! Signatures, and the page of documentation that is made of the function table.

use super::table::{Function, Param, Returns};

impl Function {
    /// `double hypot(double x, double y)`, or `String String.substring(int begin)` for a method.
    pub(crate) fn signature(&self) -> String {
        let names = self
            .call
            .split_once('(')
            .map_or("", |(_, names)| names.trim_end_matches(')'));
        let mut names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let mut params = self.kernel.params.iter().map(param);
        let receiver = if self.method {
            params.next().map(|receiver| format!("{receiver}.")).unwrap_or_default()
        } else {
            String::new()
        };
        let params: Vec<String> = params
            .map(|param| match names.next() {
                Some(name) => format!("{param} {name}"),
                None => param,
            })
            .collect();
        let repeated = if self.variadic { "…" } else { "" };
        let returns = match &self.kernel.returns {
            Returns::Is(of) => of.to_string(),
            Returns::Of(about, _) => (*about).to_owned(),
        };
        format!("{returns} {receiver}{}({}{repeated})", self.name(), params.join(", "))
    }
}

fn param(param: &Param) -> String {
    match param {
        Param::Is(of) => of.to_string(),
        Param::Any => "Object".to_owned(),
        Param::List => "Object[]".to_owned(),
        Param::Decimal => "BigDecimal".to_owned(),
    }
}
