import BoundedBytes

/// The room for a machine's texts: blocks of bytes, one behind the other, so that one table of places
/// serves every machine, whatever its capacities, and its code is there once.
///
/// - Parameter Blocks: `InlineArray`s of bytes and nothing else; so there is no padding.
struct TextRoom<Blocks: BitwiseCopyable>: ~Copyable {
    private var blocks: InlineArray<1, Blocks>
    private let inPlace = InPlace()

    init(_ blocks: Blocks) {
        self.blocks = [blocks]
    }

    /// Calls `body` with the whole room.
    borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe blocks.span.withUnsafeBytes { (bytes) throws(Failure) in
            // Safe: the blocks are bytes, initialized, and lent for this call.
            try body(unsafe Span(_unsafeBytes: bytes))
        }
    }

    /// Lends the room to what works in it.
    mutating func lend<Control: ~Copyable, Result>(
        to control: inout Control, _ body: (inout Control, inout MutableSpan<UInt8>) -> Result
    ) -> Result {
        var blocks = blocks.mutableSpan
        return unsafe blocks.withUnsafeMutableBytes { bytes in
            // Safe: as above, and every pattern of bits is a block.
            var room = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
            return body(&control, &room)
        }
    }
}

/// The room for the texts of a grant.
struct GrantBlocks<let codeCapacity: Int, let uriCapacity: Int, let tokenCapacity: Int>:
    BitwiseCopyable
{
    private var deviceCode = InlineArray<codeCapacity, UInt8>(repeating: 0)
    private var userCode = InlineArray<32, UInt8>(repeating: 0)
    private var uris = InlineArray<2, InlineArray<uriCapacity, UInt8>>(
        repeating: InlineArray(repeating: 0))
    private var tokens = InlineArray<3, InlineArray<tokenCapacity, UInt8>>(
        repeating: InlineArray(repeating: 0))
    private var error = InlineArray<32, UInt8>(repeating: 0)
}

/// The room for the texts of a keeper: the tokens that are kept, and those of a refresh.
struct KeeperBlocks<let tokenCapacity: Int>: BitwiseCopyable {
    // One by one: an array of arrays is made on the stack.
    private var accessToken = InlineArray<tokenCapacity, UInt8>(repeating: 0)
    private var refreshToken = InlineArray<tokenCapacity, UInt8>(repeating: 0)
    private var newAccessToken = InlineArray<tokenCapacity, UInt8>(repeating: 0)
    private var newRefreshToken = InlineArray<tokenCapacity, UInt8>(repeating: 0)
    private var error = InlineArray<32, UInt8>(repeating: 0)
}
