#!/usr/bin/env node
'use strict';
// The command of the package. Whatever Node.js runs this file, also one that is too old for the rest: it runs the command
// itself if it is new enough, else with the Node.js that was installed as a dependency.

var path = require('path');

var OLDEST_NODE = 24;
var MAIN = path.join(__dirname, '..', 'dist', 'src', 'main.js');

function installedNode() {
  try {
    var folder = path.dirname(require.resolve('node/package.json'));
    var file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return require('fs').existsSync(file) ? file : undefined;
  } catch (error) {
    return undefined;
  }
}

function runWith(file) {
  var child = require('child_process').spawn(file, [MAIN].concat(process.argv.slice(2)), { stdio: 'inherit' });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', refuse);
  child.on('exit', function (code, signal) {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exitCode = code;
    }
  });
}

function refuse() {
  var how = 'install Node.js ' + OLDEST_NODE + ', or install stepgate again with scripts allowed (it brings its own)';
  process.stderr.write(
    'stepgate: Node.js ' + OLDEST_NODE + ' or newer is needed, this is ' + process.versions.node + '; ' + how + '\n',
  );
  process.exitCode = 2;
}

if (parseInt(process.versions.node, 10) >= OLDEST_NODE) {
  import(require('url').pathToFileURL(MAIN).href);
} else {
  var node = installedNode();
  if (node) runWith(node);
  else refuse();
}
