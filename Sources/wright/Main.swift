internal import WrightCLI

/// The program.
///
/// Everything it does is in `WrightCLI`.
@main
enum Main {
    static func main() async {
        await WrightCommand.run()
    }
}
