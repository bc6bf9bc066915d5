/// What a device's tokens remember of the approval they come from: what the user is told about them
/// later.
struct DeviceApproval: Sendable, Equatable {
    /// The request: its device code's hash.
    let grant: CodeHash
    let decidedAtMilliseconds: Int64
    /// The address that asked for the codes.
    let requestAddress: String
}
