//! Names: variables, slots, services, and the members of values.

use super::{Checker, Typed};
use crate::expression::ast::{Ast, AstKind};
use crate::expression::compiled::{Code, Read};
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::function;
use crate::expression::limits::MAX_SEGMENTS;
use crate::expression::outside;
use crate::expression::types::Type;
use std::ops::Range;

impl Checker<'_> {
    /// A variable, else the longest dotted name that the scope knows, the rest being members of its value.
    pub(super) fn name(&mut self, segments: &[(String, Range<usize>)]) -> Typed {
        let (first, _) = segments.first()?;
        if let Some(depth) = self.variables.iter().rev().position(|(name, _)| name == first) {
            let ty = self.variables[self.variables.len() - 1 - depth].1.clone();
            return self.members(Code::Variable(depth), ty, segments, 1);
        }
        let path: Vec<&str> = segments.iter().map(|(name, _)| &**name).collect();
        let mut unknown = None;
        for length in (1..=path.len().min(MAX_SEGMENTS)).rev() {
            match self.scope.resolve(&path[..length]) {
                Ok((slot, ty)) => {
                    let range = segments[0].1.start..segments[length - 1].1.end;
                    self.reads.push(Read { slot, range, path: path[..length].join(".") });
                    return self.members(Code::Slot(slot), ty, segments, length);
                }
                Err(error) if length <= 2 && unknown.is_none() => unknown = Some(error),
                Err(_) => {}
            }
        }
        let unknown = unknown?;
        let segment = unknown.at_segment.min(segments.len() - 1);
        let (name, range) = &segments[segment];
        let mut found = ExpressionError::new(
            range.clone(),
            ErrorKind::UnknownName,
            format!("没有名字 `{name}`"),
            format!("no name `{name}`"),
        );
        found = match unknown.nearest {
            Some(near) => found.mend(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
            None => found.mend("先声明它；文字要加双引号", "declare it first; text goes into double quotes"),
        };
        self.errors.push(found);
        None
    }

    fn members(&mut self, code: Code, ty: Type, segments: &[(String, Range<usize>)], from: usize) -> Typed {
        let mut typed = (code, ty);
        for (name, range) in &segments[from..] {
            typed = self.member(typed.0, &typed.1, name, range)?;
        }
        Some(typed)
    }

    pub(super) fn member(&mut self, code: Code, ty: &Type, name: &str, range: &Range<usize>) -> Typed {
        if let Type::List(_) | Type::EmptyList = ty {
            self.errors.push(outside::LIST_PATH.at(range.clone()));
            return None;
        }
        match function::member(ty, name) {
            Some((member, ty)) => Some((Code::Member(Box::new(code), member), ty)),
            None => {
                let list = function::members_of(ty).join(" ");
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::UnknownName,
                    format!("{}没有 `{name}`", ty.zh()),
                    format!("a {ty} has no `{name}`"),
                );
                let mend = (format!("可用：{list}"), format!("it has: {list}"));
                self.errors.push(if list.is_empty() { found } else { found.mend(mend.0, mend.1) });
                None
            }
        }
    }

    pub(super) fn found(&mut self, arguments: &[Ast], range: &Range<usize>) -> Typed {
        let name_of = |ast: &Ast| match &ast.kind {
            AstKind::Name(segments) => {
                let path: Vec<String> = segments.iter().map(|(name, _)| name.to_string()).collect();
                Some((path, ast.range.clone()))
            }
            _ => None,
        };
        let names: Option<Vec<_>> = arguments.iter().map(name_of).collect();
        let (path, at, about) = match names.as_deref() {
            Some([(path, at)]) => (path, at, None),
            Some([(path, at), (party, of)]) => (path, at, Some((party.join("."), of))),
            _ => {
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::WrongArguments,
                    "found 要一个服务名，其后可写问的是谁",
                    "found takes the name of a service, and of the party that it is asked about",
                );
                self.errors.push(found.mend(
                    "写成 found(system.service) 或 found(system.service, party)",
                    "write found(system.service) or found(system.service, party)",
                ));
                return None;
            }
        };
        let path: Vec<&str> = path.iter().map(|name| &**name).collect();
        match self.scope.resolve_found(&path, about.as_ref().map(|(party, _)| &**party)) {
            Ok(slot) => {
                self.reads.push(Read { slot, range: at.clone(), path: path.join(".") });
                Some((Code::Slot(slot), Type::Boolean))
            }
            Err(unknown) => {
                self.errors.push(nothing_found(
                    &path,
                    at,
                    about.filter(|_| unknown.at_segment > 0),
                    unknown.nearest,
                ));
                None
            }
        }
    }
}

/// That `found(…)` names no service, or no party behind it.
fn nothing_found(
    path: &[&str],
    at: &Range<usize>,
    about: Option<(String, &Range<usize>)>,
    nearest: Option<String>,
) -> ExpressionError {
    let (zh, en, at) = match about {
        Some((party, of)) => (format!("没有当事方 `{party}`"), format!("no party `{party}`"), of),
        None => {
            let name = path.join(".");
            (format!("没有服务 `{name}`"), format!("no service `{name}`"), at)
        }
    };
    let found = ExpressionError::new(at.clone(), ErrorKind::UnknownName, zh, en);
    match nearest {
        Some(near) => found.mend(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => found.mend(
            "写成 found(system.service) 或 found(system.service, party)",
            "write found(system.service) or found(system.service, party)",
        ),
    }
}
