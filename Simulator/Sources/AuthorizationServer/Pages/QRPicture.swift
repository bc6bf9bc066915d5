import CQRCodeGenerator

/// A QR code as an SVG picture: dark on white in every colour scheme, for readers expect that.
enum QRPicture {
    /// Largest version that is made: 65 modules a side, 271 bytes of text at medium correction.
    private static let version: Int32 = 12
    /// The library's macro `qrcodegen_BUFFER_LEN_FOR_VERSION(12)`, which Swift does not import.
    private static let bufferBytes = (65 * 65 + 7) / 8 + 1
    /// ISO/IEC 18004: four light modules around.
    private static let quietZone: Int32 = 4

    /// nil when the text is too long.
    static func svg(of text: String) -> String? {
        var work = [UInt8](repeating: 0, count: bufferBytes)
        var code = work
        // Both buffers have the bytes that the library asks for the largest version.
        guard
            qrcodegen_encodeText(
                text, &work, &code, qrcodegen_Ecc_MEDIUM, 1, version, qrcodegen_Mask_AUTO, false)
        else { return nil }
        let side = qrcodegen_getSize(code)
        var path = ""
        for row in 0..<side {
            for column in 0..<side where qrcodegen_getModule(code, column, row) {
                path += "M\(column + quietZone) \(row + quietZone)h1v1h-1z"
            }
        }
        let box = side + 2 * quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(box) \(box)" \
            shape-rendering="crispEdges"><rect width="\(box)" height="\(box)" fill="#fff"/>\
            <path d="\(path)" fill="#000"/></svg>
            """
    }
}
