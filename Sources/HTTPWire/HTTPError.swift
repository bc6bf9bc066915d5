/// Why a response is refused. None of these can be mended by reading on: the connection is closed.
public enum HTTPError: Error, Equatable, Sendable {
    /// The status line is not `HTTP/1.x SP 3DIGIT SP …` (RFC 9112 §4).
    case malformedStatusLine
    /// A header or trailer field breaks RFC 9112 §5: a folded line, blanks before the colon, a byte
    /// that no field may hold, a line end other than CR LF.
    case malformedField
    /// The head or the trailer section is larger than ``HTTPLimits`` allows.
    case headTooLarge
    /// `Content-Length` is not a number, is given twice with different values, or stands beside
    /// `Transfer-Encoding` (RFC 9112 §6.3: request smuggling).
    case ambiguousLength
    /// The body is longer than 2^32 - 1 bytes.
    case bodyTooLarge
    /// A transfer coding other than `chunked`, or any content coding: none was asked for.
    case unsupportedCoding
    /// A chunk's size line or end breaks RFC 9112 §7.1.
    case malformedChunk
    /// The server changes protocols (101) or answers with interim responses without end.
    case unexpectedInterim
    /// The connection ended before the response did.
    case truncated
}
