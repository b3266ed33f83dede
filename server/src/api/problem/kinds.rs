//! The one table of problem types. A type's name is its code and the end of its address, and never changes.

use axum::http::StatusCode;

/// A type of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name: the `code` of a problem, and `/problems/NAME` its `type`.
    pub name: &'static str,
    /// The status it is answered with.
    pub status: StatusCode,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// What it is called in English.
    pub en: &'static str,
    /// How to mend it, in Chinese.
    pub mend_zh: &'static str,
    /// How to mend it, in English.
    pub mend_en: &'static str,
}

macro_rules! kinds {
    ($($constant:ident $name:literal $status:ident: $zh:literal, $en:literal; $mend_zh:literal, $mend_en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $constant: &Kind = &Kind {
                name: $name, status: StatusCode::$status, zh: $zh, en: $en, mend_zh: $mend_zh, mend_en: $mend_en,
            };
        )+
        /// Every type of problem, in the order of the page about them.
        pub const ALL: &[&Kind] = &[$($constant),+];
    };
}

kinds! {
    BAD_REQUEST "bad-request" BAD_REQUEST: "请求无法识别", "The request cannot be understood";
        "按接口文档重写请求", "write the request as the API's pages say";
    MALFORMED_JSON "malformed-json" BAD_REQUEST: "请求体不是合格的 JSON", "The body is not well-formed JSON";
        "检查括号、引号与 UTF-8 编码", "check brackets, quotes and that the text is UTF-8";
    UNKNOWN_PROPERTY "unknown-property" BAD_REQUEST: "请求体有不认识的属性", "The body has a property that is not known";
        "去掉该属性，或按提示改名", "take it out, or write it as told";
    BAD_VALUE "bad-value" BAD_REQUEST: "请求体的取值不符合要求", "A value of the body is not of its type";
        "按提示修改该处的值", "mend the value at the place told";
    TOO_DEEP "too-deep" BAD_REQUEST: "JSON 嵌套过深", "The JSON is nested too deeply";
        "减少嵌套层数", "nest it less";
    BAD_PATH "bad-path" BAD_REQUEST: "地址中的标识不合格", "A part of the address is not of its form";
        "按接口文档书写地址", "write the address as the API's pages say";
    BAD_QUERY "bad-query" BAD_REQUEST: "查询参数不合格", "A query parameter is not of its form";
        "按接口文档书写查询参数", "write the parameters as the API's pages say";
    BAD_CURSOR "bad-cursor" BAD_REQUEST: "翻页游标不合格", "The cursor is not one of this list";
        "不带 cursor 从第一页重新开始", "start again at the first page, without a cursor";
    BAD_HEADER "bad-header" BAD_REQUEST: "请求头不合格", "A header field is not of its form";
        "按提示改正该请求头", "mend the field as told";
    TOKEN_MISSING "token-missing" UNAUTHORIZED: "未提供令牌", "No token was sent";
        "加请求头 Authorization: Bearer 令牌", "add the header Authorization: Bearer TOKEN";
    TOKEN_UNKNOWN "token-unknown" UNAUTHORIZED: "令牌无效", "The token is not known here";
        "核对令牌是否完整，或请管理员另发", "check that it is whole, or ask the administrator for another";
    TOKEN_EXPIRED "token-expired" UNAUTHORIZED: "令牌已过期", "The token has expired";
        "请管理员另发", "ask the administrator for another";
    TOKEN_REVOKED "token-revoked" UNAUTHORIZED: "令牌已吊销", "The token was revoked";
        "请管理员另发", "ask the administrator for another";
    DEVELOPMENT_OFF "development-off" UNAUTHORIZED: "测试身份仅在 --dev 下可用", "Development roles count under --dev alone";
        "改用令牌", "send a token instead";
    ROLE_UNKNOWN "role-unknown" UNAUTHORIZED: "没有这个测试身份", "No such development role";
        "使用已有的测试身份", "name one there is";
    OTHER_SITE "other-site" FORBIDDEN: "请求来自其他网站", "Another site led the browser here";
        "从本站页面操作", "act from a page of this server";
    FORBIDDEN "forbidden" FORBIDDEN: "没有权限", "This is not yours to do";
        "请有权限的人员办理", "let somebody do it whose part it is";
    NOT_FOUND "not-found" NOT_FOUND: "没有这个资源", "There is nothing here";
        "检查地址；可用的地址见 /api/docs", "check the address; /api/docs lists all there are";
    METHOD_NOT_ALLOWED "method-not-allowed" METHOD_NOT_ALLOWED: "该地址不支持此方法", "The address does not take this method";
        "使用 Allow 响应头中列出的方法", "use a method that the header Allow lists";
    NOT_ACCEPTABLE "not-acceptable" NOT_ACCEPTABLE: "无法给出所要求的格式", "No answer of the formats that are accepted";
        "在 Accept 中包含 application/json", "accept application/json";
    REQUEST_TIMEOUT "request-timeout" REQUEST_TIMEOUT: "请求发送得太慢", "The request came in too slowly";
        "一次发完请求；网络不稳时请重试", "send the whole request at once, and again if the line is bad";
    CONFLICT "conflict" CONFLICT: "与当前状态冲突", "The present state does not allow it";
        "重新读取后再试", "read it again and try then";
    REJECTED "rejected" CONFLICT: "当前状态不允许此操作", "The application does not allow it now";
        "按说明处理后再试", "see why, and try again when that is so no longer";
    IDEMPOTENCY_RUNNING "idempotency-running" CONFLICT: "同一幂等键的请求仍在处理", "The first request of this Idempotency-Key is still running";
        "稍后用同一幂等键重发", "send it again with the same key a little later";
    GONE "gone" GONE: "已不再保留", "It is no longer kept";
        "重新读取当前状态", "read the present state";
    STALE "stale" PRECONDITION_FAILED: "内容已被他人修改", "It has changed since it was read";
        "重新读取后，以新的 ETag 再次提交", "read it again and send it with the new ETag";
    TOO_LARGE "too-large" PAYLOAD_TOO_LARGE: "请求体过大", "The body is too large";
        "缩小内容或分次提交", "make it smaller, or send it in parts";
    IMAGE_TOO_LARGE "image-too-large" PAYLOAD_TOO_LARGE: "图片像素过多", "The image has too many pixels";
        "缩小图片后重新上传", "scale the image down and hand it in again";
    ENOUGH_MATERIALS "enough-materials" PAYLOAD_TOO_LARGE: "该办件上传的材料已达上限", "The application has handed in as much as it may";
        "合并或压缩材料；确需更多请联系管理员", "put files together or make them smaller, or ask the operator";
    TARGET_TOO_LONG "target-too-long" URI_TOO_LONG: "地址过长", "The address is too long";
        "缩短查询参数", "shorten the query";
    UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE: "不支持该内容类型", "The body's type is not taken";
        "以 Content-Type: application/json 发送", "send it with Content-Type: application/json";
    UNSUPPORTED_MATERIAL "unsupported-material" UNSUPPORTED_MEDIA_TYPE: "不支持该文件类型", "Files of this kind are not taken";
        "上传 PDF、PNG 或 JPEG 文件", "hand in a PDF, PNG or JPEG file";
    INVALID "invalid" UNPROCESSABLE_ENTITY: "填报有误", "What was handed in has faults";
        "按 errors 中的提示修改后重新提交", "mend what errors lists and hand it in again";
    IDEMPOTENCY_MISMATCH "idempotency-mismatch" UNPROCESSABLE_ENTITY: "同一幂等键对应不同的请求", "The Idempotency-Key was used for another request";
        "新的请求请换一个幂等键", "use a new key for a new request";
    PRECONDITION_REQUIRED "precondition-required" PRECONDITION_REQUIRED: "缺少 If-Match", "If-Match is missing";
        "先读取，再带上读到的 ETag 作为 If-Match", "read it first and send its ETag as If-Match";
    RATE_LIMITED "rate-limited" TOO_MANY_REQUESTS: "请求过于频繁", "Too many requests";
        "按 Retry-After 等待后重试", "wait as Retry-After says and try again";
    LOCKED_OUT "locked-out" TOO_MANY_REQUESTS: "错误令牌过多，该地址已暂时锁定", "Too many wrong tokens came from this address";
        "按 Retry-After 等待；核对令牌是否完整", "wait as Retry-After says, and check that the token is whole";
    BUSY "busy" TOO_MANY_REQUESTS: "系统繁忙", "There is more work than can be taken now";
        "按 Retry-After 等待后重试", "wait as Retry-After says and try again";
    CONNECTIONS_OF_ADDRESS "connections-of-address" TOO_MANY_REQUESTS: "同一地址的连接过多", "Too many connections of one address";
        "关闭不用的连接，复用已有连接", "close those not needed and use them again";
    TOO_MANY_STREAMS "too-many-streams" TOO_MANY_REQUESTS: "事件订阅过多", "Too many event streams";
        "关闭不用的订阅后重试", "close one that is not needed and try again";
    HEAD_TOO_LARGE "head-too-large" REQUEST_HEADER_FIELDS_TOO_LARGE: "请求头过大", "The header fields are too large or too many";
        "减少请求头与 Cookie", "send fewer or shorter header fields";
    INTERNAL "internal" INTERNAL_SERVER_ERROR: "系统内部错误", "A fault of ours";
        "请把 trace_id 告知管理员", "tell the operator the trace_id";
    UNAVAILABLE "unavailable" SERVICE_UNAVAILABLE: "服务暂不可用", "The service is not ready";
        "按 Retry-After 等待后重试", "wait as Retry-After says and try again";
    TOO_MANY_CONNECTIONS "too-many-connections" SERVICE_UNAVAILABLE: "连接数已满", "All connections are taken";
        "按 Retry-After 等待后重试", "wait as Retry-After says and try again";
    TOOK_TOO_LONG "took-too-long" SERVICE_UNAVAILABLE: "处理超时", "It took too long";
        "带同一 Idempotency-Key 重试，已生效的操作不会重复", "try again with the same Idempotency-Key; what was done is not done twice";
    STORAGE_FULL "storage-full" INSUFFICIENT_STORAGE: "存储空间不足", "The disk is full";
        "请管理员腾出空间，之后无需重启即可继续", "have the operator make room; nothing needs to be restarted";
}

/// The type of a name.
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}

/// The general type of a status that was answered without saying why.
pub fn of_status(status: StatusCode) -> &'static Kind {
    let first = ALL.iter().copied().find(|kind| kind.status == status);
    first.unwrap_or(if status.is_server_error() { INTERNAL } else { BAD_REQUEST })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_every_type_is_a_fault() {
        let mut names: Vec<&str> = ALL.iter().map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        for kind in ALL {
            assert!(kind.status.as_u16() >= 400, "{}", kind.name);
            assert!(kind.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", kind.name);
            assert_eq!(find(kind.name), Some(*kind));
        }
        assert_eq!(of_status(StatusCode::NOT_FOUND), NOT_FOUND);
        assert_eq!(of_status(StatusCode::IM_A_TEAPOT), BAD_REQUEST);
        assert_eq!(of_status(StatusCode::BAD_GATEWAY), INTERNAL);
    }
}
