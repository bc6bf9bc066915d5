extension Board {
    /// A document that figures of a board come from.
    public struct Source: Equatable, Sendable {
        /// The document's name, with what tells its edition if it has one.
        public var document: String
        /// Where it is, an https URL.
        public var address: String
        /// The fields that it gives.
        public var fields: [Figure]

        /// The fields that a document can give. The others are names, or chosen here.
        public enum Figure: String, Sendable, CaseIterable {
            case architecture
            case memoryBytes
            case regions
            case display
            case console
            case buttons
        }
    }
}
