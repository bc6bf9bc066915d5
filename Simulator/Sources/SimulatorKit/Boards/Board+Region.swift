extension Board {
    /// A stretch of the address space with memory behind it.
    public struct Region: Equatable, Sendable {
        /// What the data sheet calls it.
        public var name: String
        public var kind: Kind
        public var startAddress: Int
        public var lengthBytes: Int

        public enum Kind: String, Sendable, CaseIterable {
            case ram
            /// Read like memory, and not written in place.
            case flash
        }

        /// The first address behind it.
        var endAddress: Int { startAddress + lengthBytes }

        func overlaps(_ other: Region) -> Bool {
            startAddress < other.endAddress && other.startAddress < endAddress
        }
    }
}
