//! Which types of two schemas go together.

use super::schema::{Field, Names, Schema, Type, TypeId};

/// The branch of a reader's union that a writer's type, which is no union, is read as: one of the same type and name, else
/// a record with fields that go together, else one that the type is promoted to.
pub(super) fn branch(writer: &Schema, written: TypeId, reader: &Schema, branches: &[TypeId]) -> Option<TypeId> {
    let same = |by: fn(&Names, &Names) -> bool| {
        let mut branches = branches.iter().copied();
        branches.find(|branch| is_same(writer.get(written), reader.get(*branch), by))
    };
    let find = |fits: &dyn Fn(TypeId) -> bool| branches.iter().copied().find(|branch| fits(*branch));
    same(|writer, reader| writer.name == reader.name)
        .or_else(|| same(are_called_alike))
        .or_else(|| find(&|branch| has_alike_fields(writer, written, reader, branch)))
        .or_else(|| find(&|branch| is_promoted(writer.get(written), reader.get(branch))))
}

/// For each field of a writer's record, the reader's field that it is read as.
pub(super) fn pairs(written: &[Field], read: &[Field]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; written.len()];
    for (position, field) in read.iter().enumerate() {
        let by_name = |name: &str| {
            let mut fields = written.iter().zip(&pairs);
            fields.position(|(written, pair)| written.name == name && pair.is_none())
        };
        let found = by_name(&field.name).or_else(|| {
            // Not what another field has by its own name.
            let mut aliases = field.aliases.iter();
            let free = |alias: &&String| !read.iter().any(|other| other.name == **alias);
            aliases.by_ref().filter(free).find_map(|alias| by_name(alias))
        });
        if let Some(found) = found {
            pairs[found] = Some(position);
        }
    }
    pairs
}

fn is_same(written: &Type, read: &Type, by: fn(&Names, &Names) -> bool) -> bool {
    match (written, read) {
        (Type::Fixed(writer, written, _), Type::Fixed(reader, read, _)) => written == read && by(writer, reader),
        (Type::Enum(writer, _), Type::Enum(reader, _)) | (Type::Record(writer, _), Type::Record(reader, _)) => {
            by(writer, reader)
        }
        (Type::Null, Type::Null)
        | (Type::Boolean, Type::Boolean)
        | (Type::Int, Type::Int)
        | (Type::Long(_), Type::Long(_))
        | (Type::Float, Type::Float)
        | (Type::Double, Type::Double)
        | (Type::Bytes(_), Type::Bytes(_))
        | (Type::String, Type::String)
        | (Type::Array(_), Type::Array(_))
        | (Type::Map(_), Type::Map(_)) => true,
        _ => false,
    }
}

/// By the name without its namespace, or by an alias.
fn are_called_alike(writer: &Names, reader: &Names) -> bool {
    let short = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    short(&writer.name) == short(&reader.name) || reader.aliases.contains(&writer.name)
}

/// Whether all that the reader's record has is there in the writer's, or has a default.
fn has_alike_fields(writer: &Schema, written: TypeId, reader: &Schema, read: TypeId) -> bool {
    let (Type::Record(_, written), Type::Record(_, read)) = (writer.get(written), reader.get(read)) else {
        return false;
    };
    let pairs = pairs(written, read);
    let is_there = |(position, field): (usize, &Field)| {
        let pair = pairs.iter().position(|pair| *pair == Some(position));
        pair.map_or(field.default.is_some(), |pair| {
            let (written, read) = (writer.get(written[pair].type_id), reader.get(field.type_id));
            is_same(written, read, are_called_alike)
                || is_promoted(written, read)
                || matches!(written, Type::Union(_))
                || matches!(read, Type::Union(_))
        })
    };
    read.iter().enumerate().all(is_there)
}

fn is_promoted(written: &Type, read: &Type) -> bool {
    matches!(
        (written, read),
        (Type::Int, Type::Long(_) | Type::Float | Type::Double)
            | (Type::Long(_), Type::Float | Type::Double)
            | (Type::Float, Type::Double)
            | (Type::String, Type::Bytes(_))
            | (Type::Bytes(_), Type::String)
    )
}
