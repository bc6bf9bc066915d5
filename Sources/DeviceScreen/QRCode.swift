import CQRCode

/// One QR code and the work space to make it, in place.
struct QRCode: ~Copyable {
    /// What libqrcodegen asks of each of its two buffers for ``ScreenLimits/qrCodeVersion``: its
    /// macro `qrcodegen_BUFFER_LEN_FOR_VERSION(10)`, which Swift does not import.
    private typealias Buffer = InlineArray<408, UInt8>

    private var modules: Buffer

    /// Modules a side without the quiet zone; 0 while there is no code.
    private(set) var side: Int

    init() {
        modules = InlineArray(repeating: 0)
        side = 0
    }

    /// Modules a side with the quiet zone; 0 while there is no code.
    var sideWithQuietZone: Int { side == 0 ? 0 : side + 2 * ScreenLimits.quietZoneModules }

    /// Makes the code of `text` at the smallest version it fits, and at the highest error
    /// correction level that costs no larger version. Without text, or with more than
    /// ``ScreenLimits/qrCodeTextBytes``, there is no code afterwards.
    mutating func encode(_ text: Span<UInt8>) {
        side = 0
        guard !text.isEmpty, text.count <= ScreenLimits.qrCodeTextBytes else { return }
        var work = Buffer(repeating: 0)
        for index in text.indices {
            work[index] = text[index]
        }
        var workSpan = work.mutableSpan
        var moduleSpan = modules.mutableSpan
        let count = text.count
        let made = unsafe workSpan.withUnsafeMutableBufferPointer { work in
            unsafe moduleSpan.withUnsafeMutableBufferPointer { modules in
                // Safe: both buffers have the bytes that the library asks for this version, and
                // it keeps neither pointer.
                unsafe qrcodegen_encodeBinary(
                    work.baseAddress, count, modules.baseAddress, qrcodegen_Ecc_LOW, 1,
                    Int32(ScreenLimits.qrCodeVersion), qrcodegen_Mask_AUTO, true)
            }
        }
        if made {
            side = Int(
                unsafe moduleSpan.withUnsafeMutableBufferPointer { modules in
                    unsafe qrcodegen_getSize(modules.baseAddress)
                })
        }
    }

    /// Whether the module in `column` and `row`, counted without the quiet zone, is dark.
    func isDark(column: Int, row: Int) -> Bool {
        let span = modules.span
        return unsafe span.withUnsafeBufferPointer { modules in
            // Safe: the buffer holds a code that the library made.
            unsafe qrcodegen_getModule(modules.baseAddress, Int32(column), Int32(row))
        }
    }
}
