import DeviceScreen

/// A board that the client runs on, as its `board.json` describes it.
public struct Board: Equatable, Sendable {
    /// `vendor/board`, the two folders that its file lies in.
    public var id: String
    /// The product's name.
    public var name: String
    public var vendor: String
    public var status: Status
    /// The documents that the figures come from; none for a generic board.
    public var sources: [String]
    public var architecture: Architecture
    /// The Swift target triple that the client is compiled for.
    public var triple: String
    /// Main memory.
    public var memoryBytes: Int
    /// What the client may use in all: state, buffers, TLS arena and stack. The framebuffer is
    /// apart.
    public var clientBudgetBytes: Int
    /// Nil on a board without a display.
    public var display: Display?
    /// Whether there is a serial console.
    public var console: Bool
    public var buttons: [Button]

    /// How far the client was seen running on the board.
    public enum Status: String, Codable, Sendable, CaseIterable {
        /// In the simulator alone.
        case simulated
        /// Its image runs in an emulator.
        case emulated
        /// On the hardware, with a date and a log in the board's README.
        case runsOnHardware = "runs-on-hardware"
    }

    public enum Architecture: String, Codable, Sendable, CaseIterable {
        case aarch64
        case armv7
        case armv7em
        case x86_64
    }

    /// The buttons that sign-in can use.
    public enum Button: String, Codable, Sendable, CaseIterable {
        case select
        case back
    }

    public struct Display: Equatable, Sendable {
        public var widthPixels: Int
        public var heightPixels: Int
        public var shape: Shape
        public var format: Format

        public enum Shape: String, Codable, Sendable, CaseIterable {
            case rectangle
            case round
        }

        public enum Format: String, Codable, Sendable, CaseIterable {
            /// Two bytes a pixel: five bits of red, six of green, five of blue.
            case rgb565
        }

        /// The memory of one picture.
        public var framebufferBytes: Int { widthPixels * heightPixels * 2 }

        /// The geometry that the device's screens are drawn for.
        public var panel: Panel {
            Panel(
                width: widthPixels, height: heightPixels,
                shape: shape == .round ? .round : .rectangle)
        }
    }
}
