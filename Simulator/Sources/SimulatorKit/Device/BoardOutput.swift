import DeviceScreen

/// Where a simulated board's sides that face a person lead to. Called on the device's thread.
public struct BoardOutput: Sendable {
    /// A new picture; nil on a board whose display nobody looks at.
    public var picture: (@Sendable (Picture) -> Void)?

    /// Text on the serial console; nil when nobody reads it.
    public var console: (@Sendable (String) -> Void)?

    /// What happened.
    public var event: @Sendable (DeviceEvent) -> Void

    public init(
        picture: (@Sendable (Picture) -> Void)? = nil,
        console: (@Sendable (String) -> Void)? = nil,
        event: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        self.picture = picture
        self.console = console
        self.event = event
    }

    /// What the panel shows, and what it says.
    public struct Picture: Sendable {
        public var framebuffer: Framebuffer
        public var screen: Screen
        public var remainingSeconds: UInt32
    }
}
