import Hummingbird
import NIOCore

extension ScriptedAnswer {
    /// The body ended before its length, as the script says. It ends the connection.
    private struct Cut: Error {}

    /// The answer, sent in the step's manner.
    func response(sentBy step: ScriptStep) -> Response {
        var headers = headers
        // The body is another one than the server's own.
        headers[.contentLength] = nil
        let filling = max((step.bodyBytes ?? 0) - body.readableBytes, 0)
        let bytes = body
        let isPlain = filling == 0 && step.cutAfterBytes == nil && step.dripMilliseconds == nil
        let length = bytes.readableBytes + filling
        return Response(
            status: status, headers: headers,
            body: isPlain
                ? ResponseBody(byteBuffer: bytes)
                : ResponseBody(contentLength: length) { writer in
                    try await Self.send(bytes, filling: filling, by: step, to: &writer)
                })
    }

    private static func send(
        _ bytes: ByteBuffer, filling: Int, by step: ScriptStep,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var rest = bytes
        var left = step.cutAfterBytes ?? bytes.readableBytes + filling
        let pieceBytes = step.dripMilliseconds == nil ? Limits.scriptPieceBytes : 1
        let blanks = ByteBuffer(repeating: UInt8(ascii: " "), count: pieceBytes)
        while left > 0 {
            let wanted = min(left, pieceBytes)
            let piece =
                rest.readSlice(length: min(wanted, rest.readableBytes)).flatMap {
                    $0.readableBytes > 0 ? $0 : nil
                } ?? blanks.getSlice(at: 0, length: wanted) ?? blanks
            try await writer.write(piece)
            left -= piece.readableBytes
            if let pause = step.dripMilliseconds, left > 0 {
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
        guard step.cutAfterBytes == nil else { throw Cut() }
        try await writer.finish(nil)
    }
}
