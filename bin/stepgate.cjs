#!/usr/bin/env node
'use strict';
// The command of the package, and of a checkout. Whatever Node.js runs this file, also one that is too old for the rest: it
// runs the command itself if it is new enough, else with the Node.js that was installed as a dependency.

var fs = require('fs');
var path = require('path');

var OLDEST_NODE = 24;
var SOURCE = path.join(__dirname, '..', 'src', 'main.ts');

function installedNode() {
  try {
    var folder = path.dirname(require.resolve('node/package.json'));
    var file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return fs.existsSync(file) ? file : undefined;
  } catch (error) {
    return undefined;
  }
}

function runWith(file) {
  var child = require('child_process').spawn(file, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
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
  // Before the first TypeScript: what strips its types takes 12 MiB, and is not loaded for what is in the cache.
  require('module').enableCompileCache();
  // A package has no sources.
  var main = fs.existsSync(SOURCE) ? SOURCE : path.join(__dirname, '..', 'dist', 'src', 'main.js');
  import(require('url').pathToFileURL(main).href);
} else {
  var node = installedNode();
  if (node) runWith(node);
  else refuse();
}
