import DeviceScreen
import Dispatch

/// Where a simulated board's sides that face a person lead to. The device waits meanwhile.
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

    /// The same, called on another thread: what the host makes of a picture or a line is no part of the
    /// device, and its stack has no room for it.
    func onOtherThread() -> BoardOutput {
        let queue = DispatchQueue(label: "a board's output")
        func onQueue<Value: Sendable>(
            _ body: @escaping @Sendable (Value) -> Void
        ) -> @Sendable (Value) -> Void {
            { value in
                let done = DispatchSemaphore(value: 0)
                queue.async {
                    body(value)
                    done.signal()
                }
                done.wait()
            }
        }
        return BoardOutput(
            picture: picture.map(onQueue), console: console.map(onQueue), event: onQueue(event))
    }

    /// What the panel shows, and what it says.
    public struct Picture: Sendable {
        public var framebuffer: Framebuffer
        public var screen: Screen
        public var remainingSeconds: UInt32
    }
}
