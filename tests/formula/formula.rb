# As much of Homebrew as its formula needs: ruby formula.rb FILE PREFIX, which
# prints what the formula says, installs it, and runs its test.
require "pathname"
require "tmpdir"

class Formula
  FIELDS = [:desc, :homepage, :url, :sha256, :license, :depends_on,
            :uses_from_macos].freeze

  class << self
    attr_reader :tests

    FIELDS.each do |name|
      define_method(name) { |value| puts "#{name} #{value}" }
    end

    def test(&block)
      @tests = block
    end
  end

  attr_reader :prefix, :testpath

  def initialize(prefix, testpath)
    @prefix = Pathname(prefix)
    @testpath = Pathname(testpath)
  end

  def bin = prefix/"bin"
  def bash_completion = prefix/"etc/bash_completion.d"
  def version = ENV.fetch("VERSION")

  def system(*command)
    super(*command.map(&:to_s), out: File::NULL) || raise("failed: #{command}")
  end

  def shell_output(command) = `#{command}`

  def assert_match(wanted, got)
    raise "no #{wanted}" unless got.include?(wanted)
  end
end

load ARGV[0]
Dir.mktmpdir do |folder|
  formula = OllamaMemtrace.new(ARGV[1], folder)
  formula.install
  Dir.chdir(folder) { formula.instance_eval(&OllamaMemtrace.tests) }
end
